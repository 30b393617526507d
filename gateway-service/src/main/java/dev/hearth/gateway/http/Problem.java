package dev.hearth.gateway.http;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.hearth.errors.ErrorCode;
import dev.hearth.errors.HttpStatuses;
import io.netty.handler.codec.http.HttpResponseStatus;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;

/**
 * An error as clients see it: one body that every generation can read (wire protocol 1.6), and the 412 with its list at
 * the top (1.7).
 */
public record Problem(ErrorCode code, int status, String message, List<Requirement> requirements) {
    private static final ObjectMapper MAPPER = new ObjectMapper();

    /** A message names what was sent, and what was sent may be long. */
    private static final int MAX_MESSAGE = 1000;

    public Problem {
        requirements = List.copyOf(requirements);
        message = message.length() <= MAX_MESSAGE ? message : message.substring(0, MAX_MESSAGE) + "…";
    }

    static Problem of(ErrorCode code, String message) {
        return new Problem(code, HttpStatuses.of(code.kind()), message, List.of());
    }

    /** The content type for this form of reply. */
    public String contentType(ReplyForm form) {
        return form.problemType() ? "application/problem+json" : "application/json";
    }

    /** The body, in UTF-8. */
    public byte[] body(ReplyForm form) {
        ByteArrayOutputStream out = new ByteArrayOutputStream(256);
        try (JsonGenerator json = MAPPER.createGenerator(out)) {
            if (form.spread()) {
                json.setPrettyPrinter(new DefaultPrettyPrinter());
            }
            write(json);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return out.toByteArray();
    }

    private void write(JsonGenerator json) throws IOException {
        json.writeStartObject();
        if (!requirements.isEmpty()) {
            json.writeBooleanField("satisfied", false);
            json.writePOJOField("errors", requirements);
        }
        json.writeBooleanField("success", false);
        json.writeNumberField("status", status);
        json.writeObjectFieldStart("error");
        json.writeStringField("code", code.wire());
        json.writeStringField("message", message);
        json.writeEndObject();
        json.writeStringField("type", "urn:error:" + code.wire());
        json.writeStringField("title", HttpResponseStatus.valueOf(status).reasonPhrase());
        json.writeStringField("detail", message);
        json.writeEndObject();
    }
}
