package dev.hearth.agent.chat;

import java.util.EnumSet;
import java.util.Set;

/** Where a tool invocation stands (wire protocol 5.5). */
public enum InvocationStatus {
    PENDING,
    IN_PROGRESS,
    /** A client's program, a hook's receiver or a human has to answer. */
    AWAITING_INPUT,
    AWAITING_APPROVAL,
    COMPLETED,
    FAILED,
    CANCELLED;

    /** The statuses that may follow this one. No other place decides this. */
    public Set<InvocationStatus> successors() {
        return switch (this) {
            case PENDING -> EnumSet.of(IN_PROGRESS, AWAITING_INPUT, AWAITING_APPROVAL, COMPLETED, FAILED, CANCELLED);
            // A direct answer to a client tool approves it.
            case AWAITING_APPROVAL -> EnumSet.of(PENDING, IN_PROGRESS, AWAITING_INPUT, COMPLETED, FAILED, CANCELLED);
            // Started again, if the tool is repeatable.
            case IN_PROGRESS -> EnumSet.of(IN_PROGRESS, AWAITING_INPUT, COMPLETED, FAILED, CANCELLED);
            case AWAITING_INPUT -> EnumSet.of(COMPLETED, FAILED, CANCELLED);
            case COMPLETED, FAILED, CANCELLED -> EnumSet.noneOf(InvocationStatus.class);
        };
    }

    public boolean isFinal() {
        return this == COMPLETED || this == FAILED || this == CANCELLED;
    }
}
