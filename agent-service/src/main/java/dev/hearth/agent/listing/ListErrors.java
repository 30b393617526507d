package dev.hearth.agent.listing;

import dev.hearth.errors.ErrorCode;
import dev.hearth.errors.ServiceException;
import java.util.Collection;

/** What can be wrong with the wish for a list. */
final class ListErrors {
    private ListErrors() {}

    static ServiceException invalid(String at, String rule) {
        return new ServiceException(ErrorCode.INVALID_REQUEST, at + " " + rule);
    }

    static ServiceException unknown(String at, String value, Collection<String> known) {
        return invalid(at, "is not known: \"%s\"; there are %s".formatted(value, String.join(", ", known)));
    }

    static ServiceException foreignCursor() {
        return new ServiceException(ErrorCode.INVALID_REQUEST, "cursor does not belong to this list");
    }
}
