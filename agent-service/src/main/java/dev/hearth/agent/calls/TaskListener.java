package dev.hearth.agent.calls;

import com.google.protobuf.ByteString;

/** Hears of a task while it runs, one call at a time. Must not block. */
public interface TaskListener {
    /** Hears nothing. */
    TaskListener NONE = output -> {};

    /** A newer output, whole; intermediate ones may be left out. The final output is not among them. */
    void output(ByteString json);
}
