package dev.hearth.scheduler.session;

/** Where a session stands. Only an active one takes calls, and none becomes active again. */
public enum SessionStatus {
    ACTIVE(1),
    /** On demand, or because its first call failed before there was a runner. */
    ENDED(2),
    /** No call and no keepalive for its idle time. */
    EXPIRED(3),
    /** Its runner or its engine is gone. */
    LOST(4);

    private final int number;

    SessionStatus(int number) {
        this.number = number;
    }

    /** The number in tables and messages. */
    public int number() {
        return number;
    }

    public static SessionStatus of(int number) {
        for (SessionStatus status : values()) {
            if (status.number == number) {
                return status;
            }
        }
        throw new IllegalArgumentException("no session status has the number " + number);
    }
}
