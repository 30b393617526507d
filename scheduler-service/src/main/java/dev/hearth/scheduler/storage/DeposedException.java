package dev.hearth.scheduler.storage;

/** Another replica leads: nothing was written, nothing more may be. */
public final class DeposedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public DeposedException(String reason) {
        super(reason);
    }
}
