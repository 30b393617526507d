package dev.hearth.cli.remote;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.hearth.cli.connection.Connection;
import dev.hearth.cli.console.CliException;
import dev.hearth.cli.console.Console;
import dev.hearth.cli.console.ExitCode;
import java.util.function.Supplier;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "create",
        description = {
            "Stores an agent, or with --id a new version of one, and prints its reference.",
            "The file holds its configuration as JSON: name, core_app, system_prompt, tools and so on."
        },
        mixinStandardHelpOptions = true)
final class AgentCreateCommand extends RemoteCommand {
    @Parameters(paramLabel = "FILE", description = "The configuration; - reads the standard input.")
    private String file = "";

    @Option(names = "--namespace", paramLabel = "N", description = "Of a new agent, if not your team's first one.")
    private String namespace = "";

    @Option(names = "--name", paramLabel = "NAME", description = "Instead of the one in the file.")
    private String name = "";

    @Option(names = "--id", paramLabel = "ID", description = "The agent that gets another version.")
    private String id = "";

    @Option(names = "--tag", paramLabel = "TAG", description = "Names the version.")
    private String tag = "";

    AgentCreateCommand(Console console, Supplier<Connection> connection) {
        super(console, connection);
    }

    @Override
    ExitCode run(GatewayClient gateway) {
        if (!(InputFile.read(file, System.in) instanceof ObjectNode request)) {
            throw new CliException(ExitCode.USAGE, file + " holds no JSON object");
        }
        put(request, "namespace", namespace);
        put(request, "name", name);
        put(request, "id", id);
        put(request, "tag", tag);
        JsonNode agent = gateway.post("/agents", request);
        console.print(
                json
                        ? Json.line(agent)
                        : "%s@%s".formatted(AgentReference.nameOf(agent), AgentReference.shortVersion(agent)));
        return ExitCode.OK;
    }

    private static void put(ObjectNode request, String field, String value) {
        if (!value.isEmpty()) {
            request.put(field, value);
        }
    }
}
