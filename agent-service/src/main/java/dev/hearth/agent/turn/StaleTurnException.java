package dev.hearth.agent.turn;

import dev.hearth.ids.TurnId;

/** The turn was written by somebody else since it was read: a command, or a newer owner. */
final class StaleTurnException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    StaleTurnException(TurnId id) {
        super("turn %s was changed by somebody else".formatted(id));
    }
}
