package dev.hearth.cli.author;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.hearth.cli.console.CliException;
import dev.hearth.cli.console.ExitCode;
import dev.hearth.cli.console.Interruption;
import dev.hearth.cli.remote.Json;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** The life of a runner on this machine: described as for publishing, or loaded, called once and unloaded. */
final class LocalCall {
    private static final String TASK = "local";
    private static final long CANCEL_SECONDS = 10;

    private final Scratch scratch;
    private final LocalManifest manifest;
    private final Consumer<String> log;

    LocalCall(Scratch scratch, LocalManifest manifest, Consumer<String> log) {
        this.scratch = scratch;
        this.manifest = manifest;
        this.log = log;
    }

    /**
     * What to call.
     *
     * @param variables the app's own and its secrets
     * @param setup JSON; empty: none
     * @param function empty: the default
     * @param input JSON
     */
    record Order(Map<String, String> variables, String setup, String function, String input) {
        Order {
            variables = Map.copyOf(variables);
        }
    }

    /** How a call ended, as a task would say it. */
    record Ended(String status, JsonNode output, String code, String error, String where) {
        private static Ended completed(JsonNode output) {
            return new Ended("completed", output, "", "", "");
        }

        private static Ended failed(Frame frame, JsonNode output) {
            return new Ended("failed", output, frame.text("code"), frame.text("message"), frame.text("where"));
        }

        private static Ended crashed(LocalRunner runner) {
            String error = "the app's process exited with code %d".formatted(runner.exitCode());
            return new Ended("failed", MissingNode.getInstance(), "APP_CRASHED", error, "");
        }

        boolean isCompleted() {
            return status.equals("completed");
        }
    }

    /** Functions and schemas, read as publishing does: without secrets. */
    JsonNode describe(Path python) {
        try (LocalRunner runner = LocalRunner.start(python, scratch, manifest.variables(), log);
                Interruption _ = Interruption.runs(runner::killAll)) {
            ObjectNode header = Json.object().put("type", "describe").put("root", "" + scratch.app());
            header.set("manifest", manifest.document());
            runner.send(header, "");
            for (Optional<Frame> next = runner.receive(); next.isPresent(); next = runner.receive()) {
                Frame frame = next.get();
                if (frame.type().equals("described")) {
                    return parse(frame);
                }
                if (frame.type().equals("describe_failed")) {
                    throw new AuthorErrorException(frame.text("where"), frame.text("message"));
                }
            }
            throw new CliException(
                    ExitCode.FAILED, "importing the app ended its process with code %d".formatted(runner.exitCode()));
        }
    }

    /**
     * Loads, calls, unloads. Ctrl-C cancels the call as a caller would, and ends what does not end by itself.
     *
     * @param partial told each partial output
     */
    Ended run(Path python, Order order, LocalExchange files, Consumer<JsonNode> partial) {
        CountDownLatch over = new CountDownLatch(1);
        try (LocalRunner runner = LocalRunner.start(python, scratch, order.variables(), log);
                Interruption _ = Interruption.runs(() -> cancel(runner, over))) {
            Ended ended = loadAndCall(runner, order, files, partial);
            runner.send(Json.object().put("type", "unload"), "");
            while (runner.receive().isPresent()) {
                // What it says on its way out is of no use any more.
            }
            return ended;
        } finally {
            over.countDown();
        }
    }

    private void cancel(LocalRunner runner, CountDownLatch over) {
        log.accept("cancelling");
        runner.send(Json.object().put("type", "cancel").put("task_id", TASK), "");
        try {
            if (!over.await(CANCEL_SECONDS, TimeUnit.SECONDS)) {
                runner.killAll();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        scratch.close();
    }

    private Ended loadAndCall(LocalRunner runner, Order order, LocalExchange files, Consumer<JsonNode> partial) {
        ObjectNode load = Json.object()
                .put("type", "load")
                .put("root", "" + scratch.app())
                .put("default_function", manifest.defaultFunction());
        load.set("metadata", metadata());
        runner.send(load, order.setup());
        for (Optional<Frame> next = runner.receive(); next.isPresent(); next = runner.receive()) {
            Frame frame = next.get();
            switch (frame.type()) {
                case "ready" -> {
                    ObjectNode call = Json.object()
                            .put("type", "call")
                            .put("task_id", TASK)
                            .put("attempt", 1);
                    call.put("function", order.function())
                            .set("metadata", metadata().put("task_id", TASK));
                    runner.send(call, order.input());
                }
                case "fetch" -> runner.send(files.fetch(frame), "");
                case "upload" -> runner.send(files.upload(frame), "");
                case "log" -> frame.text("content").lines().forEach(log);
                case "partial" -> partial.accept(parse(frame));
                case "result" -> {
                    return Ended.completed(parse(frame));
                }
                case "load_failed" -> {
                    return Ended.failed(frame, MissingNode.getInstance());
                }
                case "failed" -> {
                    return Ended.failed(frame, parse(frame));
                }
                case "cancelled" -> {
                    return new Ended("cancelled", parse(frame), "", "", "");
                }
                default -> {} // what only an engine needs to know
            }
        }
        return Ended.crashed(runner);
    }

    private static ObjectNode metadata() {
        return Json.object()
                .put("app_id", "local")
                .put("app_version_id", "local")
                .put("app_variant", "default")
                .put("worker_id", "local")
                .put("team_id", "local");
    }

    private static JsonNode parse(Frame frame) {
        try {
            return Json.parse(frame.payload());
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("the runner sent what is not JSON", e);
        }
    }
}
