package dev.hearth.agent.definition;

import dev.hearth.errors.ErrorCode;
import dev.hearth.errors.ServiceException;
import java.util.Collection;

/** The errors of agents and their configuration. */
final class DefinitionErrors {
    /** More of a value than this helps nobody to find it. */
    private static final int SHOWN = 120;

    private DefinitionErrors() {}

    static ServiceException invalid(String position, String rule) {
        return new ServiceException(ErrorCode.INVALID_REQUEST, position + " " + rule);
    }

    static ServiceException missing(String position) {
        return invalid(position, "is missing");
    }

    static ServiceException unknown(String position, String value, Collection<String> known) {
        return invalid(
                position, "is not known: \"%s\"; there are %s".formatted(shortened(value), String.join(", ", known)));
    }

    static ServiceException wrongValue(String position, String rule, String value) {
        return invalid(position, "%s, is \"%s\"".formatted(rule, shortened(value)));
    }

    static ServiceException twice(String position, String value) {
        return invalid(position, "occurs twice: \"%s\"".formatted(shortened(value)));
    }

    static ServiceException malformed(String why) {
        return new ServiceException(ErrorCode.INVALID_REQUEST, "malformed JSON: " + why);
    }

    static ServiceException tooLarge(String position, long bytes, long max) {
        return new ServiceException(
                ErrorCode.PAYLOAD_TOO_LARGE, "%s has %d bytes, at most are %d".formatted(position, bytes, max));
    }

    private static String shortened(String value) {
        return value.length() <= SHOWN ? value : value.substring(0, SHOWN) + "…";
    }
}
