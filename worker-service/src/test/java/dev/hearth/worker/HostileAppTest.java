package dev.hearth.worker;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.hearth.proto.v1.Outcome;
import dev.hearth.proto.v1.TaskResult;
import dev.hearth.proto.v1.TaskSpec;
import dev.hearth.testing.Await;
import dev.hearth.worker.testing.Processes;
import dev.hearth.worker.testing.Samples;
import dev.hearth.worker.testing.TestEngine;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What an app tries that it must not be able to do ends as its own failure; its neighbours and the engine go on. */
class HostileAppTest {
    private static final String DAEMON = "sleep\00027182";
    private static TestEngine engine;
    private static String hostile;
    private static String streaming;

    @BeforeAll
    static void start() throws IOException {
        engine = new TestEngine(
                "hostile-test",
                Map.of(
                        "hearth.worker.engine.count", "2",
                        "hearth.worker.engine.ram", "400MB",
                        "hearth.worker.jail.max-processes", "100"));
        hostile = engine.publish(Samples.hostile());
        streaming = engine.publish(Samples.sample("streaming"));
    }

    @AfterAll
    static void stop() {
        engine.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"/etc/shadow", "/etc/passwd", "/root/.bashrc", "/sys/kernel/vmcoreinfo", "/run/utmp"})
    void seesNoFileOfTheHost(String path) {
        assumeJail();
        Assumptions.assumeTrue(Files.exists(Path.of(path)));

        TaskResult result = run("read", "{\"path\":\"%s\"}".formatted(path));

        assertThat(result.getErrorCode()).isEqualTo("APP_ERROR");
        assertThat(result.getError()).contains("No such file").contains(path);
    }

    @Test
    void seesNeitherTheInstallationNorTheEnginesFolderNorAnotherApps() {
        assumeJail();
        Path repository = Path.of("..").toAbsolutePath().normalize();
        for (Path path : List.of(repository, engine.home.root(), engine.home.runners())) {
            TaskResult result = run("list", "{\"path\":\"%s\"}".formatted(path));

            assertThat(result.getErrorCode()).isEqualTo("APP_ERROR");
            assertThat(result.getError()).contains("No such file").contains(path.toString());
        }
    }

    @Test
    void findsNothingBesideItsOwnFoldersAndTheSystemsPrograms() throws IOException {
        assumeJail();

        TaskResult root = run("list", "{\"path\":\"/\"}");
        TaskResult environments = run("list", "{\"path\":\"/env/..\"}");

        assertThat(namesOf(root))
                .isSubsetOf(
                        "app", "bin", "dev", "env", "etc", "files", "home", "lib", "lib32", "lib64", "libx32", "proc",
                        "run", "runner", "sbin", "tmp", "usr", "python");
        assertThat(namesOf(environments)).isEqualTo(namesOf(root));
        assertThat(namesOf(run("list", "{\"path\":\"/home\"}"))).containsExactly("app");
        assertThat(namesOf(run("list", "{\"path\":\"/run/hearth\"}"))).containsExactlyInAnyOrder("out", "socket");
    }

    @Test
    void seesNoProcessOfTheEngineAndNoneOfItsVariables() throws IOException {
        assumeJail();

        List<String> seen = namesOf(run("environments", "{}"));

        assertThat(seen).noneMatch(text -> text.contains("java"));
        assertThat(seen)
                .filteredOn(text -> text.matches("[A-Za-z_]+=.*"))
                .extracting(text -> text.substring(0, text.indexOf('=')))
                .isSubsetOf(
                        "APP_ID",
                        "CUDA_VISIBLE_DEVICES",
                        "FILE_CACHE_DIR",
                        "HEARTH_SOCKET",
                        "HOME",
                        "LANG",
                        "LOGNAME",
                        "PATH",
                        "PWD",
                        "PYTHONPATH",
                        "PYTHONUNBUFFERED",
                        "TMPDIR",
                        "USER",
                        "WORKER_ID",
                        "XDG_CACHE_HOME");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/x", "/etc/x", "/usr/x", "/usr/bin/x", "/env/x", "/runner/x", "/run/hearth/x", "/dev/x"})
    void writesNowhereButInItsOwnFolders(String path) {
        assumeJail();

        TaskResult result = run("write", "{\"path\":\"%s\"}".formatted(path));

        assertThat(result.getErrorCode()).isEqualTo("APP_ERROR");
        assertThat(result.getError())
                .containsAnyOf("Read-only", "Permission denied")
                .contains(path);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/app/src/x", "/tmp/x", "/home/app/x", "/files/x", "/dev/shm/x"})
    void writesInItsOwnFolders(String path) {
        assumeJail();

        TaskResult result = run("write", "{\"path\":\"%s\"}".formatted(path));

        assertThat(result.getError()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"trace", "unshare"})
    void cannotBecomeRoot(String function) {
        assumeJail();

        TaskResult result = run(function, "{}");

        assertThat(result.getErrorCode()).isEqualTo("APP_ERROR");
        assertThat(result.getError()).containsAnyOf("not permitted", "No space left", "Invalid argument");
    }

    @Test
    void reachesNoOtherProcessWithASignal() {
        assumeJail();
        TaskSpec neighbour = startNeighbour();

        TaskResult result = run("signal", "{}");

        assertThat(result.getErrorCode()).isIn("", "APP_ERROR");
        awaitUnharmed(neighbour);
    }

    @ParameterizedTest
    @ValueSource(strings = {"fork_bomb", "fork_until_refused"})
    void endsAForkBombWithItsReasonWhileItsNeighbourGoesOn(String function) {
        assumeJail();
        TaskSpec neighbour = startNeighbour();

        TaskResult result = run(function, "{}");

        assertThat(result.getErrorCode()).isEqualTo("TOO_MANY_PROCESSES");
        assertThat(result.getError()).contains("limit of 100 processes");
        awaitUnharmed(neighbour);
    }

    @ParameterizedTest
    @ValueSource(strings = {"memory_bomb", "memory_bomb_in_a_child"})
    void endsAMemoryBombWithItsReasonWhileItsNeighbourGoesOn(String function) {
        assumeJail();
        TaskSpec neighbour = startNeighbour();

        TaskResult result = run(function, "{}");

        assertThat(result.getErrorCode()).isEqualTo("OUT_OF_MEMORY");
        assertThat(result.getError()).contains("use of memory, its limit is 400 MB");
        awaitUnharmed(neighbour);
    }

    @Test
    void endsAProcessThatReadsNoAnswersWhileItsNeighbourGoesOn() {
        assumeJail();
        TaskSpec neighbour = startNeighbour();

        TaskResult result = run("ask_and_not_listen", "{}");

        assertThat(result.getErrorCode()).isEqualTo("APP_CRASHED");
        assertThat(result.getError()).contains("did not read the answers");
        awaitUnharmed(neighbour);
    }

    @Test
    void tellsMemoryThatCannotBeHadAsSuch() {
        TaskResult result = run("impossible_memory", "{}");

        assertThat(result.getErrorCode()).isEqualTo("OUT_OF_MEMORY");
        awaitHarmless();
    }

    @Test
    void endsAChildThatOutlivesItsParentWithTheProcess() {
        assumeJail();

        TaskResult result = run("leave_a_child_and_exit", "{}");

        assertThat(result.getErrorCode()).isEqualTo("APP_CRASHED");
        assertThat(result.getError()).contains("exited with code 0");
        Await.until("the child's end", () -> !Processes.isRunning(DAEMON));
        awaitHarmless();
    }

    @Test
    void endsAChildThatOutlivesItsCallWithTheRunner() {
        assumeJail();
        TaskSpec task = Samples.call(hostile, "leave_a_child", "{}", "{}");
        engine.assign(task, 1);
        assertThat(engine.scheduler.awaitResult(task.getTaskId()).getError()).isEmpty();
        assertThat(Processes.isRunning(DAEMON)).isTrue();

        engine.unloadAll();

        Await.until("the child's end", () -> !Processes.isRunning(DAEMON));
    }

    @Test
    void findsTmpAsItWasBeforeTheCallBefore() throws IOException {
        assertThat(run("write", "{\"path\":\"/tmp/left\"}").getError()).isEmpty();

        assumeJail();
        assertThat(namesOf(run("list", "{\"path\":\"/tmp\"}"))).isEmpty();
    }

    private static TaskSpec startNeighbour() {
        TaskSpec neighbour = Samples.call(streaming, "", "{}", "{\"text\":\"a b c d e f\",\"delay_ms\":200}");
        engine.assign(neighbour, 1, 1);
        return neighbour;
    }

    /** The task beside it has completed, and the worker it ran on serves again. */
    private static void awaitUnharmed(TaskSpec neighbour) {
        assertThat(engine.scheduler.awaitResult(neighbour.getTaskId()).getOutcome())
                .isEqualTo(Outcome.OUTCOME_COMPLETED);
        awaitHarmless();
    }

    private static void awaitHarmless() {
        TaskResult next = run("run", "{}");
        assertThat(next.getError()).isEmpty();
        assertThat(next.getOutput().toStringUtf8()).contains("harmless");
    }

    private static TaskResult run(String function, String input) {
        TaskSpec task = Samples.call(hostile, function, "{}", input);
        engine.assign(task, 1);
        return engine.scheduler.awaitResult(task.getTaskId());
    }

    private static List<String> namesOf(TaskResult result) throws IOException {
        assertThat(result.getError()).isEmpty();
        return new ObjectMapper()
                .readTree(result.getOutput().toStringUtf8())
                .path("names")
                .valueStream()
                .map(name -> name.asText())
                .toList();
    }

    private static void assumeJail() {
        Assumptions.assumeTrue(engine.jail.isClosed(), "there is no jail here");
    }
}
