package dev.hearth.cli;

import dev.hearth.cli.author.AuthorCommands;
import dev.hearth.cli.connection.Connection;
import dev.hearth.cli.console.CliException;
import dev.hearth.cli.console.Console;
import dev.hearth.cli.console.ExitCode;
import dev.hearth.cli.remote.RemoteApps;
import dev.hearth.cli.remote.RemoteCommands;
import dev.hearth.cli.stack.StackCommands;
import java.util.Objects;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The root of the command line: lists the verbs and turns errors into one line and an exit code. */
@Command(
        name = "hearth",
        mixinStandardHelpOptions = true,
        version = "hearth 0.1.0",
        description = "A self-hosted runtime that keeps AI apps warm.",
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:done",
            "1:done, and it ended badly (a task, a test or a build failed, the folder holds no app that can be published)",
            "2:the command line is wrong",
            "3:nothing answers, or a part did not start",
            "4:the machine lacks something: a program, a port, disk, a readable folder",
            "5:the service refused the request",
            "130:interrupted"
        })
public final class HearthCommand implements Runnable {
    @Spec
    private CommandSpec spec = CommandSpec.create();

    /** The whole command line, ready to execute; {@code name} is what the user typed. */
    static CommandLine commandLine(String name) {
        CommandLine root = new CommandLine(new HearthCommand()).setCommandName(name);
        StackCommands.all(RemoteApps::new).forEach(root::addSubcommand);
        RemoteCommands.all(Console.system(), () -> Connection.find(System.getenv(), StackCommands.home()))
                .forEach(root::addSubcommand);
        CommandLine app = Objects.requireNonNull(root.getSubcommands().get("app"));
        AuthorCommands.all(Console.system(), System.getenv()).forEach(app::addSubcommand);
        return root.setExecutionExceptionHandler((exception, _, _) -> explain(exception));
    }

    public static void main(String[] arguments) {
        CommandLine root = commandLine(System.getProperty("hearth.name", "hearth"));
        System.exit(Boolean.getBoolean("hearth.rehearsal") ? RehearsalOfVerbs.run(root) : root.execute(arguments));
    }

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "say what to do");
    }

    private static int explain(Exception exception) throws Exception {
        if (exception instanceof CliException expected) {
            System.err.println("hearth: " + expected.getMessage());
            return expected.code().number();
        }
        exception.printStackTrace(); // a bug of ours: all of it helps
        return ExitCode.FAILED.number();
    }
}
