package dev.hearth.bench;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** The {@code hearth} command, for what it does better: it knows the stack's parts and how to publish an app. */
record Cli(Path root) {
    private static final long PATIENCE_MINUTES = 5;

    /** Where an app's folder of this module lies. */
    Path app() {
        return root.resolve("bench").resolve("app");
    }

    /** What the command printed. Exit code 3 means that not all is well, which the output says better. */
    String output(String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(root.resolve("hearth").toString()));
        command.addAll(List.of(arguments));
        Process process = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (!process.waitFor(PATIENCE_MINUTES, TimeUnit.MINUTES)) {
            process.destroy();
            throw new IOException(command + " did not end");
        }
        if (process.exitValue() != 0 && process.exitValue() != 3) {
            throw new IOException("%s ended with %d".formatted(command, process.exitValue()));
        }
        return output;
    }
}
