package dev.hearth.cli.stack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hearth.cli.console.CliException;
import dev.hearth.cli.console.ExitCode;
import dev.hearth.testing.Await;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SupervisorTest {
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    @TempDir
    Path folder;

    private StackHome home;
    private Supervisor supervisor;

    @BeforeEach
    void makeHome() {
        home = StackHome.at(folder.resolve("home"));
        home.prepare();
        supervisor = new Supervisor(home);
    }

    @AfterEach
    void stopAll() {
        supervisor.stop("fake", "KILL");
    }

    @Test
    void findsWhatAnotherCommandHasStarted() {
        ProcessIdentity started = supervisor.start(shell("sleep 60"));

        assertThat(new Supervisor(home).find("fake")).map(PidFile::process).contains(started);
    }

    @Test
    void waitsUntilAPartIsReady() {
        Path sign = folder.resolve("ready");
        Part part = shell("touch '" + sign + "'; sleep 60", () -> Files.exists(sign));

        supervisor.awaitReady(part, supervisor.start(part), PATIENCE, () -> {});

        assertThat(sign).exists();
    }

    @Test
    void showsTheLogOfAPartThatEndsWhileItStarts() {
        Part part = shell("echo cannot read the settings; exit 7", () -> false);

        assertThatThrownBy(() -> supervisor.awaitReady(part, supervisor.start(part), PATIENCE, () -> {}))
                .isInstanceOf(CliException.class)
                .hasMessageContaining("fake ended while it started")
                .hasMessageContaining("cannot read the settings");
    }

    @Test
    void stopsAPartByItsSignal() throws Exception {
        Path sign = folder.resolve("stopped");
        start("trap 'touch \"" + sign + "\"; exit' TERM; echo up; while :; do sleep 0.05; done");

        boolean ran = supervisor.stop("fake", "TERM");

        assertThat(ran).isTrue();
        assertThat(sign).exists();
        assertThat(supervisor.find("fake")).isEmpty();
    }

    @Test
    void leavesNothingOfAPartBehind() throws Exception {
        start("sleep 60 & echo $! > '" + folder.resolve("child") + "'; echo up; wait");
        long child = Long.parseLong(Files.readString(folder.resolve("child")).strip());

        supervisor.stop("fake", "TERM");

        Await.until("the child is gone", () -> ProcessIdentity.of(child).isEmpty());
    }

    @Test
    void sendsNoSignalToAProcessThatOnlyHasTheNumber() throws Exception {
        Process stranger = new ProcessBuilder("sleep", "60").start();
        ProcessIdentity now = ProcessIdentity.of(stranger.pid()).orElseThrow();
        ProcessIdentity before = new ProcessIdentity(now.pid(), now.startTicks() - 1, now.bootId());
        new PidFile(before, "version").write(home, "fake");

        boolean ran = supervisor.stop("fake", "KILL");

        assertThat(ran).isFalse();
        assertThat(stranger.isAlive()).isTrue();
        stranger.destroyForcibly();
    }

    @Test
    void forgetsProcessesOfAnEarlierBoot() {
        ProcessIdentity now = ProcessIdentity.of(ProcessHandle.current().pid()).orElseThrow();
        new PidFile(new ProcessIdentity(now.pid(), now.startTicks(), "another-boot"), "version").write(home, "fake");

        assertThat(supervisor.find("fake")).isEmpty();
    }

    @Test
    void namesThePortThatSomebodyElseHas() throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            assertThatThrownBy(() -> supervisor.requirePorts("fake", List.of(taken.getLocalPort())))
                    .isInstanceOfSatisfying(
                            CliException.class, e -> assertThat(e.code()).isEqualTo(ExitCode.MISSING))
                    .hasMessageContaining("port %d of fake is in use".formatted(taken.getLocalPort()));
        }
    }

    @Test
    void takesNobodyElsesAnswerForThatOfThePart() throws Exception {
        try (ServerSocket stranger = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            Part part = new Part(
                    "fake",
                    List.of("sh", "-c", "sleep 0.3; echo cannot bind; exit 1"),
                    Map.of(),
                    folder,
                    List.of(stranger.getLocalPort()),
                    Readiness.ofPort(stranger.getLocalPort()),
                    "TERM");

            assertThatThrownBy(() -> supervisor.awaitReady(part, supervisor.start(part), PATIENCE, () -> {}))
                    .hasMessageContaining("cannot bind");
        }
    }

    @Test
    void letsOneCommandAtATimeChangeTheStack() {
        try (StackLock _ = StackLock.take(home)) {
            assertThatThrownBy(() -> StackLock.take(home)).hasMessageContaining("another hearth command");
        }

        StackLock.take(home).close();
    }

    @Test
    void tellsThatWhatTakesLongToStopStillRuns() throws Exception {
        List<String> words = new CopyOnWriteArrayList<>();
        start("trap '' TERM; echo up; while true; do sleep 1; done");

        new Supervisor(home, Duration.ofMillis(1500)).stop("fake", "TERM", () -> words.add("still stopping"));

        assertThat(words).containsExactly("still stopping");
        assertThat(supervisor.find("fake")).isEmpty();
    }

    /** Starts a script and waits for the line "up" in its log. */
    private void start(String script) throws Exception {
        supervisor.start(shell(script));
        Await.until("it says up", () -> Files.readString(home.log("fake")).contains("up"));
    }

    private Part shell(String script) {
        return shell(script, () -> true);
    }

    private Part shell(String script, Readiness readiness) {
        return new Part("fake", List.of("sh", "-c", script), Map.of(), folder, List.of(), readiness, "TERM");
    }
}
