package dev.hearth.cli.remote;

import com.fasterxml.jackson.databind.JsonNode;
import dev.hearth.cli.connection.Connection;
import dev.hearth.cli.console.Console;
import dev.hearth.cli.console.ExitCode;
import dev.hearth.cli.console.Keyboard;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "run",
        description = {
            "Tells an agent one thing and prints its answer: its output as JSON, else its last text.",
            "Tools are shown on the standard error; what they wait for is asked there. Ctrl-C stops the agent.",
            "Exit code 1: the turn failed."
        },
        mixinStandardHelpOptions = true)
final class AgentRunCommand extends RemoteCommand {
    @Parameters(paramLabel = "REF", description = "namespace/name[@version], or an id.")
    private String reference = "";

    @Option(names = "--message", paramLabel = "TEXT", required = true, description = "What it is told.")
    private String message = "";

    @Option(names = "--chat", paramLabel = "ID", description = "A chat to go on with (default: a new one).")
    private String chat = "";

    @Option(names = "--context", paramLabel = "NAME=VALUE", description = "A variable of the chat; repeatable.")
    private Map<String, String> context = new LinkedHashMap<>();

    AgentRunCommand(Console console, Supplier<Connection> connection) {
        super(console, connection);
    }

    @Override
    ExitCode run(GatewayClient gateway) {
        AgentReference.of(reference);
        Conversation conversation = new Conversation(
                        gateway, console, new Keyboard(console, System.in), reference, context)
                .in(chat.isEmpty() ? "" : Paths.segment(chat));
        Conversation.Turn turn = conversation.say(message, false);
        if (json) {
            console.print(Json.line(gateway.get("/chats/" + conversation.chatId())));
        } else if (!turn.isFailed()) {
            JsonNode output = turn.output();
            console.print(output.isMissingNode() ? turn.last().text() : Json.pretty(output));
        }
        if (turn.isFailed()) {
            console.progress("the turn failed: " + turn.last().error());
        }
        return turn.isFailed() ? ExitCode.FAILED : ExitCode.OK;
    }
}
