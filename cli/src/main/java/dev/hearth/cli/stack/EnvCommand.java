package dev.hearth.cli.stack;

import dev.hearth.cli.connection.Connection;
import dev.hearth.cli.console.CliException;
import dev.hearth.cli.console.Console;
import dev.hearth.cli.console.ExitCode;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

@Command(
        name = "env",
        description = "Prints how to reach the local stack, as lines for a shell: eval \"$(./hearth env)\"",
        mixinStandardHelpOptions = true)
final class EnvCommand implements Callable<Integer> {
    private final Console console;

    EnvCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() {
        StackHome home = StackHome.configured();
        if (home.read(Secrets.FILE).isEmpty()) {
            throw new CliException(
                    ExitCode.UNAVAILABLE, "no stack was ever started in " + home.path() + ": run ./hearth up");
        }
        LocalStack stack = LocalStack.in(home);
        Connection connection = stack.connection();
        Map<String, String> variables = new LinkedHashMap<>();
        variables.put("INFERENCE_BASE_URL", connection.baseUrl());
        variables.put("INFERENCE_API_KEY", connection.apiKey());
        variables.put("HEARTH_FILES_URL", stack.filesUrl());
        variables.put("HEARTH_KAFKA", connection.kafka().address());
        variables.put("HEARTH_KAFKA_USER", connection.kafka().user());
        variables.put("HEARTH_KAFKA_PASSWORD", connection.kafka().password());
        variables.put("HEARTH_TOPIC_PREFIX", connection.kafka().topicPrefix());
        variables.forEach((name, value) -> console.print("export %s='%s'".formatted(name, value)));
        return ExitCode.OK.number();
    }
}
