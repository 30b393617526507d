package dev.hearth.worker.files;

/** A file that could not be fetched or stored; the message names it and the cause. */
public final class FileUnavailableException extends Exception {
    private static final long serialVersionUID = 1L;

    public FileUnavailableException(String message) {
        super(message);
    }

    public FileUnavailableException(String message, Throwable cause) {
        super(message, cause);
    }
}
