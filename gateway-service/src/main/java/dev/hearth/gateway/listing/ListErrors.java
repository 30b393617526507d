package dev.hearth.gateway.listing;

import dev.hearth.errors.ErrorCode;
import dev.hearth.errors.ServiceException;
import java.util.Collection;
import java.util.stream.Collectors;

/** What can be wrong with the request for a list. */
final class ListErrors {
    private ListErrors() {}

    static ServiceException outOfRange(String member, int value, int max) {
        return invalid("%s must be between 1 and %d, is %d".formatted(member, max, value));
    }

    static ServiceException unknown(String position, String value) {
        return invalid("%s is not known: \"%s\"".formatted(position, value));
    }

    static ServiceException unknownField(String position, String value, Collection<String> known) {
        return invalid("%s is not known: \"%s\"; there are %s"
                .formatted(position, value, known.stream().sorted().collect(Collectors.joining(", "))));
    }

    static ServiceException missing(String position) {
        return invalid(position + " is missing");
    }

    static ServiceException wrongType(String position, String expected) {
        return invalid("%s must be %s".formatted(position, expected));
    }

    static ServiceException foreignCursor() {
        return invalid("cursor does not belong to this list");
    }

    private static ServiceException invalid(String message) {
        return new ServiceException(ErrorCode.INVALID_REQUEST, message);
    }
}
