package dev.hearth.gateway.run;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import dev.hearth.gateway.http.HttpErrors;
import dev.hearth.gateway.http.StrictJson;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads a run request in one pass over its bytes. Payloads are cut out as they are: nothing between here and the app
 * parses or re-encodes them. Unknown fields are ignored, a field of the wrong type is refused.
 */
final class RunRequestReader {
    private static final int MAX_NAME = 512;
    private static final int MAX_URL = 2048;
    private static final int MAX_METADATA_BYTES = 64 * 1024;
    private static final int MAX_ATTEMPTS = 100;
    private static final int MAX_RUN_SECONDS = 7 * 24 * 3600;
    private static final int MAX_SESSION_SECONDS = 3600;
    private static final int MAX_PRIORITY = 100;

    private @Nullable String app;
    private @Nullable String appId;
    private @Nullable String versionId;
    private @Nullable String version;
    private @Nullable String function;
    private byte @Nullable [] input;
    private byte @Nullable [] setup;
    private @Nullable String variant;
    private @Nullable String infra;
    private List<String> workers = List.of();
    private @Nullable String session;
    private int sessionTimeout;
    private @Nullable Instant runAt;
    private @Nullable Boolean wait;
    private @Nullable Boolean stream;
    private @Nullable String webhook;
    private byte @Nullable [] metadata;
    private @Nullable Instant startBy;
    private int priority;
    private int maxAttempts;
    private int maxRunSeconds;

    private RunRequestReader() {}

    static RunRequest read(byte[] body) {
        RunRequestReader reader = new RunRequestReader();
        try (JsonParser parser = StrictJson.parserOf(body)) {
            reader.readObject(body, parser);
        } catch (JsonProcessingException e) {
            throw HttpErrors.malformed(e);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return reader.checked();
    }

    private void readObject(byte[] body, JsonParser parser) throws IOException {
        JsonToken first = parser.nextToken();
        if (first == null) {
            return;
        }
        if (first != JsonToken.START_OBJECT) {
            throw HttpErrors.invalid("the body must be a JSON object");
        }
        FieldReader fields = new FieldReader(body, parser);
        while (parser.nextToken() != JsonToken.END_OBJECT) {
            String name = parser.currentName();
            parser.nextToken();
            readField(name, fields, parser);
        }
        if (parser.nextToken() != null) {
            throw HttpErrors.invalid("malformed JSON: text after the body's object");
        }
    }

    private void readField(String name, FieldReader fields, JsonParser parser) throws IOException {
        switch (name) {
            case "app" -> app = fields.text(name, MAX_NAME);
            case "app_id" -> appId = fields.text(name, MAX_NAME);
            case "version_id" -> versionId = fields.text(name, MAX_NAME);
            case "version" -> version = fields.text(name, MAX_NAME);
            case "function" -> function = fields.text(name, MAX_NAME);
            case "input" -> input = fields.raw();
            case "setup" -> setup = fields.raw();
            case "variant" -> variant = fields.text(name, MAX_NAME);
            case "infra" -> infra = fields.text(name, MAX_NAME);
            case "workers" -> workers = fields.texts(name, MAX_NAME);
            case "session" -> session = fields.text(name, MAX_NAME);
            case "session_timeout" -> sessionTimeout = fields.number(name, 1, MAX_SESSION_SECONDS);
            case "run_at" -> runAt = fields.time(name);
            case "wait" -> wait = fields.flag(name);
            case "stream" -> stream = fields.flag(name);
            case "webhook" -> webhook = fields.text(name, MAX_URL);
            case "metadata" -> metadata = fields.object(name, MAX_METADATA_BYTES);
            case "start_by" -> startBy = fields.time(name);
            case "priority" -> priority = fields.number(name, -MAX_PRIORITY, MAX_PRIORITY);
            case "max_attempts" -> maxAttempts = fields.number(name, 1, MAX_ATTEMPTS);
            case "max_run_seconds" -> maxRunSeconds = fields.number(name, 1, MAX_RUN_SECONDS);
            default -> parser.skipChildren();
        }
    }

    private RunRequest checked() {
        if (sessionTimeout != 0 && !"new".equals(session)) {
            throw RunErrors.timeoutWithoutSession();
        }
        if (session != null && session.isEmpty()) {
            throw RunErrors.wrongType("session", "\"new\" or the id of a session");
        }
        if (session != null && !session.equals("new") && runAt != null) {
            throw RunErrors.laterCallWithTime(session);
        }
        if (Boolean.TRUE.equals(wait) && Boolean.TRUE.equals(stream)) {
            throw RunErrors.waitAndStream();
        }
        if (webhook != null) {
            requireHttpUrl(webhook);
        }
        if (input == null) {
            throw RunErrors.noInput();
        }
        return new RunRequest(
                app,
                appId,
                versionId,
                version,
                function,
                input,
                setup,
                variant,
                infra,
                workers,
                session,
                sessionTimeout,
                runAt,
                wait,
                Boolean.TRUE.equals(stream),
                webhook,
                metadata,
                startBy == null ? null : startBy.toString(),
                priority,
                maxAttempts,
                maxRunSeconds);
    }

    private static void requireHttpUrl(String webhook) {
        try {
            URI url = URI.create(webhook);
            boolean http = "http".equals(url.getScheme()) || "https".equals(url.getScheme());
            if (http && url.getHost() != null) {
                return;
            }
        } catch (IllegalArgumentException e) {
            throw RunErrors.wrongType("webhook", "an http or https URL");
        }
        throw RunErrors.wrongType("webhook", "an http or https URL");
    }
}
