package dev.hearth.cli.remote;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hearth.testing.Await;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Ctrl-C while a request is under way, in a process of its own. */
class InterruptTest {
    private static final String CANCELLED = "{\"id\":\"t1\",\"status\":12,\"status_text\":\"cancelled\"}";

    @TempDir
    private Path folder = Path.of("");

    private final FakeGateway gateway = new FakeGateway();
    private final CountDownLatch sign = new CountDownLatch(1);
    private final List<Process> started = new ArrayList<>();

    @BeforeEach
    void makeAnApp() throws IOException {
        Files.createDirectory(folder.resolve("app"));
        Files.writeString(folder.resolve("app/inf.yml"), "name: sample\nnamespace: ada\n");
        Files.writeString(folder.resolve("app/inference.py"), "class App: pass\n");
        gateway.answers(
                        "POST /files",
                        "[{\"id\":\"f1\",\"uri\":\"%s/f/f1\",\"upload_url\":\"%s/upload/f1\"}]"
                                .formatted(gateway.url(), gateway.url()))
                .answersRaw("PUT /upload/f1", 200, "")
                .streams("GET /tasks/t1/stream", CANCELLED)
                .answers("POST /tasks/t1/cancel", CANCELLED);
    }

    @AfterEach
    void stop() {
        started.forEach(Process::destroyForcibly);
        gateway.close();
    }

    @Test
    void takesABuildBackThatIsJustBeingAskedFor() throws Exception {
        String publish = "POST /apps/ada/sample/versions";
        gateway.answersAfter(
                sign, publish, "{\"id\":\"v1\",\"app_id\":\"a1\",\"status\":\"building\",\"build_task_id\":\"t1\"}");
        Process deploy = start("app", "deploy", folder.resolve("app").toString());
        gateway.awaitAsked(publish);

        interrupt(deploy);
        awaitTold("interrupted");
        sign.countDown();

        assertThat(exitOf(deploy)).isEqualTo(130);
        assertThat(gateway.requests()).contains("POST /tasks/t1/cancel");
        assertThat(told()).contains("task t1 is cancelled");
    }

    @Test
    void cancelsATaskThatIsJustBeingSubmitted() throws Exception {
        gateway.answersAfter(sign, "POST /apps/run", "{\"id\":\"t1\",\"status\":1,\"status_text\":\"received\"}");
        Process run = start("app", "run", "ada/sample");
        gateway.awaitAsked("POST /apps/run");

        interrupt(run);
        awaitTold("interrupted");
        sign.countDown();

        assertThat(exitOf(run)).isEqualTo(130);
        assertThat(gateway.requests()).contains("POST /tasks/t1/cancel");
    }

    @Test
    void stopsAnAgentThatIsAtWork() throws Exception {
        gateway.answers("POST /agents/run", "{\"assistant_message\":{\"id\":\"m1\",\"chat_id\":\"c1\"}}")
                .answersAfter(sign, "GET /chats/c1/stream", "null")
                .answers("POST /chats/c1/stop", "null");
        Process run = start("agent", "run", "ada/helper", "--message", "Hi");
        gateway.awaitAsked("GET /chats/c1/stream");

        interrupt(run);

        assertThat(exitOf(run)).isEqualTo(130);
        assertThat(gateway.requests()).contains("POST /chats/c1/stop");
    }

    @Test
    void endsAtOnceWhenTheRequestIsRefused() throws Exception {
        gateway.refuses("POST /apps/ada/sample/versions", 403, "forbidden", "not your namespace");

        Process deploy = start("app", "deploy", folder.resolve("app").toString());

        assertThat(exitOf(deploy)).isEqualTo(5);
        assertThat(told()).contains("not your namespace");
    }

    /** What is started in the background of a shell ignores the signal, so it is set right first. */
    private Process start(String... arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                "env",
                "--default-signal=INT",
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                "-Dhearth.root=" + folder,
                "dev.hearth.cli.HearthCommand"));
        command.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("told").toFile());
        builder.environment().put("INFERENCE_BASE_URL", gateway.url());
        builder.environment().put("INFERENCE_API_KEY", "key");
        builder.environment().put("HEARTH_HOME", folder.resolve("home").toString());
        Process process = builder.start();
        started.add(process);
        return process;
    }

    private void awaitTold(String word) {
        Await.until("it tells: " + word, () -> told().contains(word));
    }

    private String told() throws IOException {
        return Files.readString(folder.resolve("told"));
    }

    private static void interrupt(Process process) throws Exception {
        new ProcessBuilder("sh", "-c", "kill -s INT " + process.pid()).start().waitFor();
    }

    private static int exitOf(Process process) throws Exception {
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        return process.exitValue();
    }
}
