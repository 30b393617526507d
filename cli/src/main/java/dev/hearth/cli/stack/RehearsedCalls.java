package dev.hearth.cli.stack;

import dev.hearth.cli.connection.AppVerbs;
import java.nio.file.Path;
import java.time.Duration;

/**
 * Calls an app and talks with an agent for some seconds. The cache of a JVM that has done so holds the classes of such calls
 * and which of their methods are worth compiling, so that a new stack is not slow at first.
 */
final class RehearsedCalls {
    private static final Duration CALLS = Duration.ofSeconds(4);
    private static final Duration TURNS = Duration.ofSeconds(14);
    private static final String AGENT = """
            {"name": "rehearsal", "core_app": {"ref": "local/scripted-llm"},
             "system_prompt": "{\\"rounds\\": [{\\"tool_calls\\": [{\\"name\\": \\"noop\\"}]}, \
            {\\"tool_calls\\": [{\\"name\\": \\"noop\\"}]}, {\\"text\\": \\"done\\"}]}",
             "tools": [{"name": "noop", "type": "app", "description": "Does nothing.", "app": {"ref": "local/noop"}}]}
            """;

    private final AppVerbs apps;

    RehearsedCalls(AppVerbs apps) {
        this.apps = apps;
    }

    void run() {
        for (String sample : new String[] {"noop", "scripted-llm"}) {
            Path folder = Repository.root().resolve("apps").resolve(sample);
            apps.deploy(folder, "", _ -> {});
        }
        repeat(CALLS, () -> apps.run("local/noop", "{}", _ -> {}));
        repeat(TURNS, () -> apps.say(AGENT, "go"));
    }

    private static void repeat(Duration time, Runnable call) {
        long end = System.nanoTime() + time.toNanos();
        while (System.nanoTime() - end < 0) {
            call.run();
        }
    }
}
