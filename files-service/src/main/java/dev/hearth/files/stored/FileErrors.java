package dev.hearth.files.stored;

import static dev.hearth.errors.ErrorCode.FORBIDDEN;
import static dev.hearth.errors.ErrorCode.INVALID_REQUEST;
import static dev.hearth.errors.ErrorCode.NOT_FOUND;
import static dev.hearth.errors.ErrorCode.PAYLOAD_TOO_LARGE;
import static dev.hearth.errors.ErrorCode.UNAVAILABLE;

import dev.hearth.errors.ServiceException;
import dev.hearth.files.bytes.StorageFullException;
import dev.hearth.ids.FileId;
import java.time.Instant;

/** The errors of files. */
public final class FileErrors {
    private FileErrors() {}

    /** Unknown, deleted, another team's, or asked for with a wrong token: nobody learns which. */
    public static ServiceException notFound(String id) {
        return new ServiceException(NOT_FOUND, "file not found: " + id);
    }

    static ServiceException noBytesYet(FileId id) {
        return new ServiceException(
                NOT_FOUND, "file %s has no bytes yet: they are to be PUT to its upload URL".formatted(id));
    }

    public static ServiceException uploadEnded(FileId id, Instant until) {
        return new ServiceException(FORBIDDEN, "the upload URL of file %s ended at %s".formatted(id, until));
    }

    static ServiceException tooLarge(long maxBytes) {
        return new ServiceException(
                PAYLOAD_TOO_LARGE, "a file of this category has at most %d bytes".formatted(maxBytes));
    }

    static ServiceException invalid(String field, String value, String rule) {
        return new ServiceException(INVALID_REQUEST, "%s \"%s\" %s".formatted(field, value, rule));
    }

    static ServiceException noFirstMessage() {
        return new ServiceException(
                INVALID_REQUEST, "the first message of a written file must hold its metadata, the others bytes");
    }

    static ServiceException storageFull(StorageFullException cause) {
        return new ServiceException(UNAVAILABLE, "the file storage is full", cause);
    }

    static ServiceException databaseAway(Throwable cause) {
        return new ServiceException(UNAVAILABLE, "the database of the file storage is not available", cause);
    }
}
