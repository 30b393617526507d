package dev.hearth.cli.remote;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.hearth.cli.connection.Connection;
import dev.hearth.cli.console.CliException;
import dev.hearth.cli.console.Console;
import dev.hearth.cli.console.ExitCode;
import dev.hearth.cli.console.HiddenInput;
import java.util.function.Supplier;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "set",
        description = {
            "Sets a secret of your team, or changes it. Apps that declare it get it as an environment variable.",
            "The value is asked for without echo, or read from the standard input: hearth secret set NAME < FILE"
        },
        mixinStandardHelpOptions = true)
final class SecretSetCommand extends RemoteCommand {
    @Parameters(paramLabel = "NAME", description = "The environment variable, such as HF_TOKEN.")
    private String name = "";

    @Option(names = "--description", paramLabel = "TEXT", description = "What it is for.")
    private String description = "";

    SecretSetCommand(Console console, Supplier<Connection> connection) {
        super(console, connection);
    }

    @Override
    ExitCode run(GatewayClient gateway) {
        String value = HiddenInput.read("value of " + name);
        if (value.isEmpty()) {
            throw new CliException(ExitCode.USAGE, "the value of %s is empty, nothing was changed".formatted(name));
        }
        ObjectNode request = Json.object();
        request.put("key", name);
        request.put("value", value);
        if (!description.isEmpty()) {
            request.put("description", description);
        }
        JsonNode secret = gateway.post("/secrets", request);
        console.print(
                json
                        ? Json.line(secret)
                        : "%s is set: %s"
                                .formatted(name, secret.path("masked_value").asText()));
        return ExitCode.OK;
    }
}
