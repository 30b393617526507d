package dev.hearth.cli.remote;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.hearth.cli.console.CliException;
import dev.hearth.cli.console.Console;
import dev.hearth.cli.console.ExitCode;
import dev.hearth.cli.console.Keyboard;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

/** Asks the user for what an agent's tools wait for: approvals, and results that a program would give. */
final class ToolAnswers {
    private final GatewayClient gateway;
    private final Console console;
    private final Keyboard keyboard;
    private final Set<String> answered = new HashSet<>();

    ToolAnswers(GatewayClient gateway, Console console, Keyboard keyboard) {
        this.gateway = gateway;
        this.console = console;
        this.keyboard = keyboard;
    }

    /** Asks at most once for each thing that an invocation waits for. */
    void give(String chat, RemoteInvocation invocation) {
        if (invocation.awaitsApproval() && answered.add("approval " + invocation.id())) {
            decide(chat, invocation);
        } else if (invocation.awaitsResult() && answered.add("result " + invocation.id())) {
            submit(invocation);
        }
    }

    private void decide(String chat, RemoteInvocation invocation) {
        while (true) {
            String answer = ask(invocation, "allow %s? [y/n/always, n REASON] ".formatted(invocation.call()));
            String[] words = answer.split("\\s+", 2);
            switch (words[0]) {
                case "y", "yes" -> post("/tools/%s/invoke".formatted(invocation.id()), Json.object());
                case "n", "no" -> {
                    ObjectNode body = Json.object();
                    if (words.length > 1) {
                        body.put("reason", words[1]);
                    }
                    post("/tools/%s/reject".formatted(invocation.id()), body);
                }
                case "always" ->
                    post(
                            "/chats/%s/tools/%s/always-allow".formatted(chat, invocation.id()),
                            Json.object().put("tool_name", invocation.name()));
                default -> {
                    continue;
                }
            }
            return;
        }
    }

    private void submit(RemoteInvocation invocation) {
        if (!invocation.widget().isMissingNode()) {
            console.progress(Json.pretty(invocation.widget()));
        }
        String result = ask(invocation, "result of %s: ".formatted(invocation.call()));
        post("/tools/" + invocation.id(), Json.object().put("result", result));
    }

    private String ask(RemoteInvocation invocation, String question) {
        Optional<String> answer = keyboard.ask(question);
        return answer.orElseThrow(() -> new CliException(
                ExitCode.FAILED,
                "%s waits for an answer, and there is nobody to ask; the chat keeps waiting"
                        .formatted(invocation.name())));
    }

    /** Somebody else may have been faster. */
    private void post(String path, ObjectNode body) {
        try {
            gateway.post(path, body);
        } catch (CliException e) {
            if (e.code() != ExitCode.REFUSED) {
                throw e;
            }
            console.progress("not taken: " + e.getMessage());
        }
    }
}
