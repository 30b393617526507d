package dev.hearth.worker.runner;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.google.protobuf.ByteString;
import dev.hearth.errors.TaskErrorCode;
import java.io.IOException;

/** Frames as messages. Unknown members and types are let through. */
final class RunnerMessageParser {
    private static final ObjectReader READER = JsonMapper.builder().build().reader();

    private RunnerMessageParser() {}

    static RunnerMessage parse(Frame frame) throws IOException {
        JsonNode header = READER.readTree(frame.header());
        if (!header.isObject()) {
            throw new IOException("a frame's header is not a JSON object");
        }
        ByteString payload = frame.payload();
        String type = text(header, "type");
        if (frame.isTooLarge()) {
            return parseTooLarge(type, header, frame.payloadBytes());
        }
        return switch (type) {
            case "started" -> new RunnerMessage.Started(text(header, "task_id"));
            case "partial" -> new RunnerMessage.Partial(text(header, "task_id"), number(header, "sequence"), payload);
            case "result" ->
                new RunnerMessage.Result(text(header, "task_id"), number(header, "run_microseconds"), payload);
            case "uploading" -> new RunnerMessage.Uploading(text(header, "task_id"));
            case "failed" ->
                new RunnerMessage.Failed(
                        text(header, "task_id"),
                        text(header, "code"),
                        text(header, "message"),
                        text(header, "where"),
                        payload);
            case "cancelled" -> new RunnerMessage.Cancelled(text(header, "task_id"), payload);
            case "log" -> new RunnerMessage.Log(text(header, "content"));
            case "fetch" ->
                new RunnerMessage.Fetch(text(header, "request_id"), text(header, "uri"), text(header, "filename"));
            case "upload" ->
                new RunnerMessage.Upload(
                        text(header, "request_id"),
                        text(header, "path"),
                        text(header, "filename"),
                        text(header, "content_type"),
                        text(header, "uri"));
            default -> parseOther(type, header, payload);
        };
    }

    /** What was too large is a failure where it is all that was asked for; else the message goes without it, or not at all. */
    private static RunnerMessage parseTooLarge(String type, JsonNode header, int bytes) {
        String why = "has %d bytes, %d are allowed".formatted(bytes, Frame.MAX_PAYLOAD_BYTES);
        return switch (type) {
            case "result" ->
                new RunnerMessage.Failed(
                        text(header, "task_id"),
                        TaskErrorCode.INVALID_OUTPUT.name(),
                        "the output " + why + ": return large things as files",
                        "",
                        ByteString.EMPTY);
            case "failed" ->
                new RunnerMessage.Failed(
                        text(header, "task_id"),
                        text(header, "code"),
                        text(header, "message"),
                        text(header, "where"),
                        ByteString.EMPTY);
            case "cancelled" -> new RunnerMessage.Cancelled(text(header, "task_id"), ByteString.EMPTY);
            case "described" -> new RunnerMessage.DescribeFailed("the app's description " + why, "");
            default -> new RunnerMessage.Unknown("%s that %s".formatted(type, why));
        };
    }

    private static RunnerMessage parseOther(String type, JsonNode header, ByteString payload) {
        return switch (type) {
            case "hello" -> new RunnerMessage.Hello(number(header, "pid"), text(header, "python"), text(header, "sdk"));
            case "stage" -> new RunnerMessage.Stage(text(header, "stage"));
            case "ready" -> new RunnerMessage.Ready();
            case "load_failed" ->
                new RunnerMessage.LoadFailed(text(header, "code"), text(header, "message"), text(header, "where"));
            case "described" -> new RunnerMessage.Described(payload);
            case "describe_failed" -> new RunnerMessage.DescribeFailed(text(header, "message"), text(header, "where"));
            case "unloaded" -> new RunnerMessage.Unloaded();
            default -> new RunnerMessage.Unknown(type);
        };
    }

    /** Request ids may be numbers. */
    private static String text(JsonNode header, String member) {
        JsonNode value = header.get(member);
        return value == null || value.isNull() ? "" : value.asText();
    }

    private static long number(JsonNode header, String member) {
        JsonNode value = header.get(member);
        return value == null ? 0 : value.asLong();
    }
}
