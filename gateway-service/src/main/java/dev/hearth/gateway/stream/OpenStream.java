package dev.hearth.gateway.stream;

/** A stream that a client reads just now. */
public interface OpenStream {
    /** Ends it before its end, from any thread, in the way its client takes as a reason to come back. */
    void drop();
}
