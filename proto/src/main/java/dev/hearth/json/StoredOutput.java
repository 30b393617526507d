package dev.hearth.json;

import com.google.protobuf.ByteString;
import dev.hearth.ids.FileId;
import dev.hearth.ids.Ids;
import java.util.Optional;

/**
 * How a task's output is told that is too large to be carried along: {@code inf://files/<id>}, without quotes, names the
 * internal file that holds its JSON. As this is not JSON itself, no output of an app can be mistaken for it.
 */
public final class StoredOutput {
    /** Above this an output is stored as a file. */
    public static final int INLINE_BYTES = 1024 * 1024;

    /** Above this an output is refused. */
    public static final int MAX_BYTES = 32 * 1024 * 1024;

    /** The category of such files. They belong to the task's team and end with the task. */
    public static final String CATEGORY = "results";

    private static final ByteString PREFIX = ByteString.copyFromUtf8("inf://files/");
    private static final int ID_LENGTH = 26;

    private StoredOutput() {}

    /** What stands for an output that is in this file. */
    public static ByteString in(FileId file) {
        return PREFIX.concat(ByteString.copyFromUtf8(file.value()));
    }

    /** The file that holds this output; empty for one that is here itself. */
    public static Optional<FileId> fileOf(ByteString output) {
        if (output.size() != PREFIX.size() + ID_LENGTH || !output.startsWith(PREFIX)) {
            return Optional.empty();
        }
        String id = output.substring(PREFIX.size()).toStringUtf8();
        return Ids.isWellFormed(id) ? Optional.of(new FileId(id)) : Optional.empty();
    }
}
