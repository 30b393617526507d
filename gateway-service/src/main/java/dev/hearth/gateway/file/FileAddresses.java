package dev.hearth.gateway.file;

import dev.hearth.ids.FileId;
import dev.hearth.ids.Ids;
import jakarta.inject.Singleton;
import java.util.Optional;

/** The two names of a stored file: {@code inf://files/<id>} where it is kept, an absolute URL where it is shown. */
@Singleton
class FileAddresses {
    static final String INTERNAL = "inf://files/";

    private final String publicPrefix;

    FileAddresses(FilesConfig config) {
        String base = config.publicUrl();
        this.publicPrefix = (base.endsWith("/") ? base : base + "/") + "f/";
    }

    static String internalAddress(FileId file) {
        return INTERNAL + file.value();
    }

    /** The file behind an internal address; empty if it is none. */
    static Optional<FileId> internalFile(String address) {
        return address.startsWith(INTERNAL) ? fileOf(address.substring(INTERNAL.length())) : Optional.empty();
    }

    /** The file behind a URL that files-service gave it; empty for every other URL. */
    Optional<FileId> publicFile(String url) {
        if (!url.startsWith(publicPrefix)) {
            return Optional.empty();
        }
        int end = url.indexOf('/', publicPrefix.length());
        return end < 0 ? Optional.empty() : fileOf(url.substring(publicPrefix.length(), end));
    }

    private static Optional<FileId> fileOf(String id) {
        return Ids.isWellFormed(id) ? Optional.of(new FileId(id)) : Optional.empty();
    }
}
