package dev.hearth.worker.archive;

/** An archive that is not unpacked, and why. */
public final class ArchiveRefusedException extends Exception {
    private static final long serialVersionUID = 1L;

    public ArchiveRefusedException(String message) {
        super(message);
    }

    ArchiveRefusedException(String message, Throwable cause) {
        super(message, cause);
    }
}
