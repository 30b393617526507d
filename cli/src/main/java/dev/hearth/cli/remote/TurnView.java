package dev.hearth.cli.remote;

import dev.hearth.cli.console.Console;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

/** Shows what an agent does in a turn: its text as it grows, and its tools. */
final class TurnView implements Consumer<ChatMessage> {
    private final Console console;
    private final boolean streams;
    private final Consumer<RemoteInvocation> waiting;
    private final Map<String, String> printed = new HashMap<>();
    private final Set<String> shown = new HashSet<>();
    private ChatMessage last = new ChatMessage(Json.object());
    private String current = "";

    /**
     * @param streams print text as it comes
     * @param waiting told each tool that waits for somebody, again and again while it does
     */
    TurnView(Console console, boolean streams, Consumer<RemoteInvocation> waiting) {
        this.console = console;
        this.streams = streams;
        this.waiting = waiting;
    }

    @Override
    public void accept(ChatMessage message) {
        if (!message.isAssistants()) {
            return;
        }
        last = message;
        if (streams) {
            print(message);
        }
        for (RemoteInvocation invocation : message.invocations()) {
            show(invocation);
            if (invocation.awaitsApproval() || invocation.awaitsResult()) {
                endLine();
                waiting.accept(invocation);
            }
        }
    }

    /** The assistant's last message. */
    ChatMessage last() {
        return last;
    }

    /** What follows begins a line of its own. */
    void endLine() {
        if (!current.isEmpty()) {
            current = "";
            console.print("");
        }
    }

    private void print(ChatMessage message) {
        String before = printed.getOrDefault(message.id(), "");
        String now = message.text();
        if (now.equals(before) || before.startsWith(now)) {
            return;
        }
        if (!current.equals(message.id())) {
            endLine();
        }
        boolean grew = now.startsWith(before);
        console.printPart(grew ? now.substring(before.length()) : "\n" + now);
        printed.put(message.id(), now);
        current = message.id();
    }

    private void show(RemoteInvocation invocation) {
        if (shown.add("call " + invocation.id())) {
            endLine();
            console.progress("  tool " + invocation.call());
        }
        if (invocation.isFinal() && shown.add("end " + invocation.id())) {
            endLine();
            console.progress("  tool " + invocation.end());
        }
    }
}
