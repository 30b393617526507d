package dev.hearth.worker.runner;

import com.google.protobuf.ByteString;
import dev.hearth.worker.secret.Mask;

/** What a runner says; see docs/architecture/10-runner-protocol.md. Outputs are JSON of users, passed on as they are. */
public sealed interface RunnerMessage {
    record Hello(long pid, String python, String sdk) implements RunnerMessage {}

    record Stage(String stage) implements RunnerMessage {}

    record Ready() implements RunnerMessage {}

    record LoadFailed(String code, String message, String where) implements RunnerMessage {}

    record Started(String taskId) implements RunnerMessage {}

    record Partial(String taskId, long sequence, ByteString output) implements RunnerMessage {}

    record Uploading(String taskId) implements RunnerMessage {}

    record Result(String taskId, long runMicroseconds, ByteString output) implements RunnerMessage {}

    record Failed(String taskId, String code, String message, String where, ByteString output)
            implements RunnerMessage {}

    record Cancelled(String taskId, ByteString output) implements RunnerMessage {}

    record Log(String content) implements RunnerMessage {}

    record Fetch(String requestId, String uri, String filename) implements RunnerMessage {}

    record Upload(String requestId, String path, String filename, String contentType, String uri)
            implements RunnerMessage {}

    record Described(ByteString description) implements RunnerMessage {}

    record DescribeFailed(String message, String where) implements RunnerMessage {}

    record Unloaded() implements RunnerMessage {}

    /** A type of a newer runner. */
    record Unknown(String type) implements RunnerMessage {}

    /** The same with these values hidden wherever it becomes a log line or an error; payloads are the app's own business. */
    default RunnerMessage masked(Mask mask) {
        return switch (this) {
            case LoadFailed(var code, var message, var where) -> new LoadFailed(code, mask.hide(message), where);
            case Failed(var task, var code, var message, var where, var output) ->
                new Failed(task, code, mask.hide(message), where, output);
            case Log(var content) -> new Log(mask.hide(content));
            case Hello _,
                    Stage _,
                    Ready _,
                    Started _,
                    Partial _,
                    Uploading _,
                    Result _,
                    Cancelled _,
                    Fetch _,
                    Upload _,
                    Described _,
                    DescribeFailed _,
                    Unloaded _,
                    Unknown _ -> this;
        };
    }
}
