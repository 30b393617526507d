package dev.hearth.files.bytes;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** There is no room for more bytes. Nothing of what did not fit is kept. */
public final class StorageFullException extends IOException {
    private static final long serialVersionUID = 1L;

    StorageFullException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
