package dev.hearth.cli.remote;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.hearth.cli.connection.AppVerbs;
import dev.hearth.cli.connection.Connection;
import dev.hearth.cli.console.CliException;
import dev.hearth.cli.console.ExitCode;
import java.nio.file.Path;
import java.util.function.Consumer;

/** Publishes and runs apps and talks with agents for the start of the local stack. */
public final class RemoteApps implements AppVerbs {
    private final GatewayClient gateway;

    public RemoteApps(Connection connection) {
        this.gateway = new GatewayClient(connection);
    }

    @Override
    public String deploy(Path folder, String tag, Consumer<String> progress) {
        return new Deployer(gateway)
                .deploy(folder, new Deployer.Options("", tag, false, false), progress)
                .app();
    }

    @Override
    public String run(String app, String input, Consumer<String> progress) {
        TaskRunner runner = new TaskRunner(gateway);
        TaskRunner.Call call = new TaskRunner.Call(app, "", parse(input), MissingNode.getInstance());
        RemoteTask ended;
        try (CancelOnInterrupt interruption = new CancelOnInterrupt(gateway, progress)) {
            ended = runner.await(runner.submit(call, interruption), _ -> {});
        }
        if (!ended.isCompleted()) {
            throw new CliException(
                    ExitCode.FAILED, "task %s %s: %s".formatted(ended.id(), ended.statusText(), ended.error()));
        }
        return Json.line(ended.output());
    }

    @Override
    public void say(String agent, String text) {
        ObjectNode request = Json.object();
        request.set("agent_config", parse(agent));
        request.putObject("input").put("text", text).put("role", "user");
        JsonNode begun = gateway.post("/agents/run", request);
        String chat =
                Paths.segment(begun.path("assistant_message").path("chat_id").asText(""));
        new ChatStream(gateway).follow(chat, message -> {
            if (message.isFailed()) {
                throw new CliException(ExitCode.FAILED, "a message of chat %s failed".formatted(chat));
            }
        });
    }

    private static JsonNode parse(String input) {
        try {
            return Json.parse(input);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("not JSON: " + input, e);
        }
    }
}
