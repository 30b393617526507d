package dev.hearth.gateway.file;

import dev.hearth.errors.ErrorCode;
import dev.hearth.errors.ServiceException;
import dev.hearth.ids.FileId;

/** The errors of files at this edge. */
final class FileErrors {
    private static final int SHOWN = 80;

    private FileErrors() {}

    static ServiceException notAFile(String position, String value) {
        return invalid(
                position,
                "must be a file: an http(s) URL, a data: URI or inf://files/<id>, is \"%s\""
                        .formatted(shortened(value)));
    }

    static ServiceException barePath(String position) {
        return invalid(position, "has a path but no uri: paths of the caller's machine mean nothing here");
    }

    static ServiceException notADataUri(String position) {
        return invalid(position, "is a data: URI that cannot be decoded");
    }

    static ServiceException malformed(String name, String reason) {
        return invalid(name, "is malformed JSON: " + reason);
    }

    static ServiceException unknownCategory(String category) {
        return invalid(
                "category", "must be uploads, inputs, outputs or repos, is \"%s\"".formatted(shortened(category)));
    }

    static ServiceException notFound(FileId file) {
        return new ServiceException(ErrorCode.NOT_FOUND, "file not found: " + shortened(file.value()));
    }

    static ServiceException largerThan(FileId file, int limit) {
        return new ServiceException(
                ErrorCode.PAYLOAD_TOO_LARGE, "file %s has more than %d bytes".formatted(file.value(), limit));
    }

    static ServiceException tooManyOutputs(int limit) {
        return new ServiceException(
                ErrorCode.UNAVAILABLE, "%d large outputs are being read already, try again".formatted(limit));
    }

    static ServiceException cannotFilter(String position, String rule) {
        return invalid(position, rule);
    }

    private static ServiceException invalid(String position, String text) {
        return new ServiceException(ErrorCode.INVALID_REQUEST, position + " " + text);
    }

    private static String shortened(String value) {
        return value.length() <= SHOWN ? value : value.substring(0, SHOWN) + "…";
    }
}
