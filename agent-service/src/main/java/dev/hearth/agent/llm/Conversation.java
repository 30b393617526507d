package dev.hearth.agent.llm;

import dev.hearth.agent.chat.ContentPart;
import dev.hearth.agent.chat.ContentPart.Failure;
import dev.hearth.agent.chat.ContentPart.FileLink;
import dev.hearth.agent.chat.ContentPart.Image;
import dev.hearth.agent.chat.ContentPart.Reasoning;
import dev.hearth.agent.chat.ContentPart.Text;
import dev.hearth.agent.chat.ContentPart.ToolCall;
import dev.hearth.agent.chat.ContentPart.ToolCalls;
import dev.hearth.agent.chat.Message;
import dev.hearth.agent.chat.MessageRole;
import dev.hearth.agent.chat.MessageStatus;
import dev.hearth.errors.TaskErrorCode;
import dev.hearth.ids.TurnId;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Stored messages as an LLM app is told them, turn by turn: a message that waited for the turn before it comes after that
 * turn. Parallel tool calls become alternating pairs of one call and its result, which
 * every provider takes. A call without a result is left out, since providers refuse those; so are messages that say nothing.
 *
 * <p>Files are deleted and URLs expire, and a call whose input names one that is gone fails. So that a chat outlives its files, those
 * from before such a failure are named in the text from then on.
 */
final class Conversation {
    private final List<Line> lines = new ArrayList<>();

    private Conversation() {}

    /** Oldest first. */
    static List<Line> of(List<Message> messages) {
        Conversation conversation = new Conversation();
        Map<TurnId, Deque<Message>> turns = new LinkedHashMap<>();
        messages.forEach(message ->
                turns.computeIfAbsent(message.turn(), _ -> new ArrayDeque<>()).add(message));
        TurnId lostFile = turnThatLostAFile(messages);
        boolean filesAreThere = lostFile == null;
        for (Map.Entry<TurnId, Deque<Message>> turn : turns.entrySet()) {
            conversation.add(turn.getValue(), filesAreThere);
            filesAreThere |= turn.getKey().equals(lostFile);
        }
        return List.copyOf(conversation.lines);
    }

    /** The last one of which a call failed because a file was not there. */
    private static @Nullable TurnId turnThatLostAFile(List<Message> messages) {
        return messages.reversed().stream()
                .filter(message ->
                        parts(message, Failure.class).anyMatch(failure -> failure.has(TaskErrorCode.FILE_UNAVAILABLE)))
                .map(Message::turn)
                .findFirst()
                .orElse(null);
    }

    private void add(Deque<Message> turn, boolean filesAreThere) {
        int before = lines.size();
        add(turn);
        lines.subList(before, lines.size())
                .replaceAll(line -> line.keeping(
                        image -> filesAreThere && FileUri.leadsToAFile(image),
                        file -> filesAreThere && FileUri.leadsToAFile(file)));
    }

    private void add(Deque<Message> turn) {
        while (!turn.isEmpty()) {
            Message message = turn.removeFirst();
            switch (message.role()) {
                case USER, SYSTEM -> said(message);
                case ASSISTANT -> answered(message, resultsOf(turn));
                case TOOL -> {} // without the message that called it
            }
        }
    }

    private static List<Message> resultsOf(Deque<Message> rest) {
        List<Message> results = new ArrayList<>();
        while (!rest.isEmpty() && rest.getFirst().role() == MessageRole.TOOL) {
            results.add(rest.removeFirst());
        }
        return results;
    }

    private void said(Message message) {
        if (message.status() == MessageStatus.QUEUED || message.status() == MessageStatus.CANCELLED) {
            return;
        }
        List<String> images = parts(message, Image.class).map(Image::uri).toList();
        List<String> files = parts(message, FileLink.class).map(FileLink::uri).toList();
        lines.add(new Line(message.role(), textOf(message), "", images, files, null, null));
    }

    private void answered(Message message, List<Message> results) {
        if (message.status() == MessageStatus.PENDING) {
            return; // it is being written
        }
        Line whole = new Line(
                message.role(),
                textOf(message),
                String.join(
                        "\n",
                        parts(message, Reasoning.class).map(Reasoning::text).toList()),
                parts(message, Image.class).map(Image::uri).toList(),
                List.of(),
                null,
                null);
        List<Message> unused = new ArrayList<>(results);
        int before = lines.size();
        for (ToolCall call : callsOf(message)) {
            Optional<Message> result = take(unused, call.id());
            if (result.isPresent()) {
                lines.add((lines.size() == before ? whole : Line.EMPTY).calling(call));
                lines.add(Line.answering(textOf(result.get()), call.id()));
            }
        }
        boolean saysNothing = whole.text().isBlank() && whole.images().isEmpty();
        if (lines.size() == before && !saysNothing) {
            lines.add(whole);
        }
    }

    private static List<ToolCall> callsOf(Message message) {
        return parts(message, ToolCalls.class)
                .flatMap(part -> part.calls().stream())
                .toList();
    }

    /** Ids repeat in what some LLMs write: the first result that is left belongs to the first call. */
    private static Optional<Message> take(List<Message> results, String callId) {
        for (Iterator<Message> left = results.iterator(); left.hasNext(); ) {
            Message result = left.next();
            if (callId.equals(result.toolCallId())) {
                left.remove();
                return Optional.of(result);
            }
        }
        return Optional.empty();
    }

    private static String textOf(Message message) {
        return String.join("\n", parts(message, Text.class).map(Text::text).toList());
    }

    private static <P extends ContentPart> Stream<P> parts(Message message, Class<P> kind) {
        return message.content().stream().filter(kind::isInstance).map(kind::cast);
    }
}
