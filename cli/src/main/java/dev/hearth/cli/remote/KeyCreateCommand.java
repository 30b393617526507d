package dev.hearth.cli.remote;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.hearth.cli.connection.Connection;
import dev.hearth.cli.console.Console;
import dev.hearth.cli.console.ExitCode;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "create",
        description = "Makes an API key for your team and prints it; it is shown only now.",
        mixinStandardHelpOptions = true)
final class KeyCreateCommand extends RemoteCommand {
    @Parameters(paramLabel = "NAME", description = "What it is for.")
    private String name = "";

    @Option(
            names = "--scope",
            split = ",",
            description = "Such as apps:execute or files:read; repeat it for several. Everything by default.")
    private List<String> scopes = new ArrayList<>();

    @Option(names = "--expires", paramLabel = "TIME", description = "RFC 3339, such as 2027-01-31T00:00:00Z.")
    private String expires = "";

    KeyCreateCommand(Console console, Supplier<Connection> connection) {
        super(console, connection);
    }

    @Override
    ExitCode run(GatewayClient gateway) {
        ObjectNode request = Json.object();
        request.put("name", name);
        if (!expires.isEmpty()) {
            request.put("expires_at", expires);
        }
        ArrayNode wanted = request.putArray("scopes");
        scopes.forEach(wanted::add);
        JsonNode key = gateway.post("/apikeys", request);
        console.print(json ? Json.line(key) : key.path("key").asText());
        return ExitCode.OK;
    }
}
