package dev.hearth.agent.chat;

/** Where a chat stands (wire protocol 5.5, 5.6 rule 5). */
public enum ChatStatus {
    IDLE,
    BUSY,
    /** A human has to act: an approval, an interactive widget. Waiting for a client's program is {@link #BUSY}. */
    AWAITING_INPUT,
    /** The finish tool was called. A later message opens it again. */
    COMPLETED
}
