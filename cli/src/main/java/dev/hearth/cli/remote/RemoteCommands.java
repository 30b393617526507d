package dev.hearth.cli.remote;

import dev.hearth.cli.connection.Connection;
import dev.hearth.cli.console.Console;
import java.util.List;
import java.util.function.Supplier;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The verbs that talk to a gateway. */
public final class RemoteCommands {
    private RemoteCommands() {}

    /** All of them, ready to be added to the root command; which Hearth they talk to is asked when one runs. */
    public static List<CommandLine> all(Console console, Supplier<Connection> connection) {
        return List.of(
                group(new AppGroup())
                        .addSubcommand(new DeployCommand(console, connection))
                        .addSubcommand(new RunCommand(console, connection))
                        .addSubcommand(new AppListCommand(console, connection))
                        .addSubcommand(new AppVersionsCommand(console, connection))
                        .addSubcommand(new AppLogsCommand(console, connection)),
                group(new TaskGroup())
                        .addSubcommand(new TaskGetCommand(console, connection))
                        .addSubcommand(new TaskListCommand(console, connection))
                        .addSubcommand(new TaskCancelCommand(console, connection))
                        .addSubcommand(new TaskLogsCommand(console, connection))
                        .addSubcommand(new TaskWatchCommand(console, connection)),
                group(new SessionGroup())
                        .addSubcommand(new SessionListCommand(console, connection))
                        .addSubcommand(new SessionGetCommand(console, connection))
                        .addSubcommand(new SessionEndCommand(console, connection)),
                group(new AgentGroup())
                        .addSubcommand(new AgentCreateCommand(console, connection))
                        .addSubcommand(new AgentListCommand(console, connection))
                        .addSubcommand(new AgentGetCommand(console, connection))
                        .addSubcommand(new AgentRunCommand(console, connection))
                        .addSubcommand(new AgentChatCommand(console, connection)),
                group(new TeamGroup()).addSubcommand(new TeamCreateCommand(console, connection)),
                group(new KeyGroup()).addSubcommand(new KeyCreateCommand(console, connection)),
                group(new SecretGroup())
                        .addSubcommand(new SecretSetCommand(console, connection))
                        .addSubcommand(new SecretListCommand(console, connection))
                        .addSubcommand(new SecretRemoveCommand(console, connection)),
                group(new EventsGroup()).addSubcommand(new EventsTailCommand(console, connection)));
    }

    private static CommandLine group(Object command) {
        return new CommandLine(command);
    }

    /** A word that needs another one behind it. */
    abstract static class Group implements Runnable {
        @Spec
        private CommandSpec spec = CommandSpec.create();

        @Override
        public void run() {
            throw new ParameterException(
                    spec.commandLine(),
                    "say what to do: " + String.join(", ", spec.subcommands().keySet()));
        }
    }

    @Command(
            name = "app",
            description = "Makes, tests, publishes, runs and lists apps.",
            mixinStandardHelpOptions = true)
    static final class AppGroup extends Group {}

    @Command(name = "task", description = "Shows, follows and cancels tasks.", mixinStandardHelpOptions = true)
    static final class TaskGroup extends Group {}

    @Command(name = "session", description = "Lists, shows and ends sessions.", mixinStandardHelpOptions = true)
    static final class SessionGroup extends Group {}

    @Command(
            name = "agent",
            description = "Makes, lists and shows agents, talks to them.",
            mixinStandardHelpOptions = true)
    static final class AgentGroup extends Group {}

    @Command(name = "team", description = "Makes teams.", mixinStandardHelpOptions = true)
    static final class TeamGroup extends Group {}

    @Command(name = "key", description = "Makes API keys.", mixinStandardHelpOptions = true)
    static final class KeyGroup extends Group {}

    @Command(name = "secret", description = "Sets, lists and removes secrets.", mixinStandardHelpOptions = true)
    static final class SecretGroup extends Group {}

    @Command(name = "events", description = "Follows what happens to tasks.", mixinStandardHelpOptions = true)
    static final class EventsGroup extends Group {}
}
