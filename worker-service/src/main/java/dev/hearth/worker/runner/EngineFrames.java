package dev.hearth.worker.runner;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;

/** Headers of what the engine says; see docs/architecture/10-runner-protocol.md. */
final class EngineFrames {
    private static final ObjectMapper MAPPER = JsonMapper.builder().build();

    private EngineFrames() {}

    static ObjectNode header(String type) {
        return MAPPER.createObjectNode().put("type", type);
    }

    static ObjectNode header(String type, String member, String value) {
        return header(type).put(member, value);
    }

    static byte[] bytesOf(ObjectNode header) {
        try {
            return MAPPER.writeValueAsBytes(header);
        } catch (IOException e) {
            throw new UncheckedIOException("a tree of JSON can always be written", e);
        }
    }

    static ObjectNode load(String root, CallMetadata metadata, String defaultFunction) {
        ObjectNode header = header("load", "root", root);
        if (!defaultFunction.isEmpty()) {
            header.put("default_function", defaultFunction);
        }
        metadata.writeTo(header.putObject("metadata"));
        return header;
    }

    static ObjectNode call(String taskId, int attempt, String function, CallMetadata metadata) {
        ObjectNode header =
                header("call", "task_id", taskId).put("attempt", attempt).put("function", function);
        ObjectNode members = header.putObject("metadata");
        metadata.writeTo(members);
        members.put("task_id", taskId);
        return header;
    }
}
