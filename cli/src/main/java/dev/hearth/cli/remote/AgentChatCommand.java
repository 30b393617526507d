package dev.hearth.cli.remote;

import dev.hearth.cli.connection.Connection;
import dev.hearth.cli.console.Console;
import dev.hearth.cli.console.ExitCode;
import dev.hearth.cli.console.Keyboard;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "chat",
        description = {
            "Talks with an agent, line by line; its text is shown as it comes, with its tools.",
            "Tools that need your approval ask for it: y, n, n REASON, or always. Ctrl-D ends the talk, Ctrl-C stops",
            "the agent."
        },
        mixinStandardHelpOptions = true)
final class AgentChatCommand extends RemoteCommand {
    @Parameters(paramLabel = "REF", description = "namespace/name[@version], or an id.")
    private String reference = "";

    @Option(names = "--chat", paramLabel = "ID", description = "A chat to go on with (default: a new one).")
    private String chat = "";

    @Option(names = "--context", paramLabel = "NAME=VALUE", description = "A variable of the chat; repeatable.")
    private Map<String, String> context = new LinkedHashMap<>();

    AgentChatCommand(Console console, Supplier<Connection> connection) {
        super(console, connection);
    }

    @Override
    ExitCode run(GatewayClient gateway) {
        AgentReference.of(reference);
        Keyboard keyboard = new Keyboard(console, System.in);
        Conversation conversation = new Conversation(gateway, console, keyboard, reference, context)
                .in(chat.isEmpty() ? "" : Paths.segment(chat));
        Optional<String> line = keyboard.ask("> ");
        while (line.isPresent()) {
            if (!line.get().isEmpty()) {
                show(conversation.say(line.get(), !json));
            }
            line = keyboard.ask("> ");
        }
        if (!conversation.chatId().isEmpty()) {
            console.progress("chat " + conversation.chatId());
        }
        return ExitCode.OK;
    }

    private void show(Conversation.Turn turn) {
        if (json) {
            console.print(Json.line(turn.chat()));
        }
        if (turn.isFailed()) {
            console.progress("the turn failed: " + turn.last().error());
        } else if (!json && !turn.output().isMissingNode()) {
            console.print(Json.pretty(turn.output()));
        }
    }
}
