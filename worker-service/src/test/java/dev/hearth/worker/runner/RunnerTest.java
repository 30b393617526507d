package dev.hearth.worker.runner;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hearth.ids.SetupHash;
import dev.hearth.ids.TaskId;
import dev.hearth.ids.TeamId;
import dev.hearth.worker.EngineConfig;
import dev.hearth.worker.EngineHome;
import dev.hearth.worker.data.LogStage;
import dev.hearth.worker.jail.JailChoice;
import dev.hearth.worker.jail.JailConfig;
import dev.hearth.worker.jail.JailedProcess;
import dev.hearth.worker.jail.JailedProcess.ProcessEnd;
import dev.hearth.worker.jail.ProcessLauncher;
import dev.hearth.worker.jail.ProcessSpec;
import dev.hearth.worker.secret.Mask;
import dev.hearth.worker.testing.Settings;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A runner whose process says nothing: what the engine itself knows of it. */
class RunnerTest {
    private static final CallMetadata METADATA = new CallMetadata("app", "version", "worker", "local");

    private JailedProcess process;
    private SocketChannel processSide;
    private Runner runner;

    @BeforeEach
    void start(@TempDir Path home) throws Exception {
        Settings settings = new Settings(Map.of(
                "hearth.worker.engine.home", home.resolve("engine").toString(), "hearth.worker.jail.mode", "off"));
        EngineConfig engine = settings.of(EngineConfig.class);
        JailConfig jail = settings.of(JailConfig.class);
        EngineHome engineHome = new EngineHome(engine);
        ProcessLauncher launcher =
                new ProcessLauncher(new JailChoice(jail, engineHome).choose(), jail, engine, engineHome);
        RunnerFolder folder = RunnerFolder.create(home.resolve("runner"));
        TeamId team = new TeamId("local");
        process = launcher.start(new ProcessSpec(
                team, List.of("sleep", "60"), Map.of(), Path.of("/"), List.of(), folder.scratch(), 0, false));
        try (ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            server.bind(UnixDomainSocketAddress.of(folder.socket()));
            processSide = SocketChannel.open(UnixDomainSocketAddress.of(folder.socket()));
            runner = new Runner(
                    new RunnerKey(team, new SetupHash("0".repeat(64)), ""),
                    new RunnerProcess("test", folder, process, server.accept()),
                    false,
                    Mask.NONE,
                    new Silence());
        }
        runner.begin();
        runner.becomeWarm();
    }

    @AfterEach
    void end() throws IOException {
        runner.kill();
        processSide.close();
        process.end().join();
    }

    @Test
    void mayBeCalledBetweenItsCalls() throws IOException {
        assertThat(runner.isIdle()).isTrue();

        call();
        assertThat(runner.isIdle()).isFalse();

        runner.becomeIdle();
        assertThat(runner.isIdle()).isTrue();
    }

    @Test
    void mayNotBeCalledOnceItWasKilled() {
        runner.kill();

        assertThat(runner.isIdle()).isFalse();
    }

    @Test
    void mayNotBeCalledWhenItWasKilledAtTheEndOfItsCall() throws IOException {
        call();
        runner.kill();

        runner.becomeIdle();

        assertThat(runner.isIdle()).isFalse();
    }

    private void call() throws IOException {
        runner.call(new TaskId("0".repeat(26)), 1, "run", METADATA, ByteBuffer.allocate(0));
    }

    private static final class Silence implements RunnerHandler {
        @Override
        public void onMessage(Runner runner, RunnerMessage message) {}

        @Override
        public void onLines(Runner runner, LogStage stage, String lines) {}

        @Override
        public void onExit(Runner runner, ProcessEnd end) {}
    }
}
