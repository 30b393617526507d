package dev.hearth.gateway.agent;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.hearth.gateway.file.FilePositions;
import dev.hearth.gateway.file.FileUris;
import dev.hearth.gateway.team.Caller;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/**
 * Takes the files of a user's message in before the message is stored, since it is told to the LLM again and again: large
 * {@code data:} URIs become files once, our own files are named by their id, and what is no file is refused.
 */
@ApplicationScoped
public class MessageFiles {
    private static final String ATTACHMENTS = "attachments";
    private static final List<String> LISTS = List.of("images", "files", ATTACHMENTS);
    private static final FilePositions OF_INPUT = positionsIn("input");
    private static final FilePositions OF_MESSAGE = positionsIn("message");

    private final FileUris files;

    public MessageFiles(FileUris files) {
        this.files = files;
    }

    /** The body of a run; the very same bytes if there is nothing to do. {@code invalid_request} for what is no file. */
    Uni<byte[]> takeInRun(Caller caller, ObjectNode read, byte[] body) {
        return takeIn(caller, read.path("input"), OF_INPUT, read, body);
    }

    /** As {@link #takeInRun}, for the body of a chat's message. */
    Uni<byte[]> takeInMessage(Caller caller, ObjectNode read, byte[] body) {
        return takeIn(caller, read.path("message"), OF_MESSAGE, read, body);
    }

    private Uni<byte[]> takeIn(Caller caller, JsonNode message, FilePositions positions, ObjectNode read, byte[] body) {
        if (LISTS.stream().allMatch(list -> message.path(list).isEmpty())) {
            return Uni.createFrom().item(body);
        }
        boolean changed = sayKinds(message.path(ATTACHMENTS));
        return Uni.createFrom()
                .deferred(() -> files.takeIn(caller, "body", positions, changed ? Documents.write(read) : body));
    }

    /** Whether an attachment is an image is told by its URI at times, which is another one when it was taken in. */
    private static boolean sayKinds(JsonNode attachments) {
        boolean changed = false;
        for (int i = 0; attachments instanceof ArrayNode array && i < array.size(); i++) {
            JsonNode attachment = array.get(i);
            if (attachment.isTextual()) {
                array.insertObject(i).set("uri", attachment);
                array.remove(i + 1);
            }
            changed |= array.get(i) instanceof ObjectNode object && sayKind(object);
        }
        return changed;
    }

    private static boolean sayKind(ObjectNode attachment) {
        String uri = attachment.path("uri").asText("");
        boolean isKnown = Stream.of("content_type", "filename")
                .anyMatch(member -> !attachment.path(member).asText("").isEmpty());
        if (uri.isEmpty() || isKnown) {
            return false;
        }
        if (uri.regionMatches(true, 0, "data:", 0, 5)) {
            attachment.put("content_type", uri.substring(5).split("[;,]", 2)[0].toLowerCase(Locale.ROOT));
        } else {
            String path = uri.split("[?#]", 2)[0];
            attachment.put("filename", path.substring(path.lastIndexOf('/') + 1));
        }
        return true;
    }

    private static FilePositions positionsIn(String member) {
        ObjectNode schema = JsonNodeFactory.instance.objectNode();
        ObjectNode lists = schema.putObject("properties").putObject(member).putObject("properties");
        for (String list : LISTS) {
            lists.putObject(list).putObject("items").put("type", "string").put("format", "file");
        }
        return FilePositions.of(schema);
    }
}
