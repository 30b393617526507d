package dev.hearth.agent.definition;

import dev.hearth.errors.ErrorCode;
import dev.hearth.errors.ServiceException;
import dev.hearth.ids.AgentVersionId;
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

    /** @param tool whose it is; empty: the agent's own */
    static ServiceException notASchema(String position, String tool, String flaw) {
        return invalid(
                position,
                "%sis not a JSON Schema: %s".formatted(tool.isEmpty() ? "" : "of tool \"%s\" ".formatted(tool), flaw));
    }

    static ServiceException notFound(String reference) {
        return new ServiceException(ErrorCode.NOT_FOUND, "agent not found: " + reference);
    }

    static ServiceException versionNotFound(String agent, String version) {
        return new ServiceException(ErrorCode.NOT_FOUND, "agent %s has no version %s".formatted(agent, version));
    }

    static ServiceException versionUnknown(AgentVersionId version) {
        return new ServiceException(ErrorCode.NOT_FOUND, "agent version not found: " + version);
    }

    static ServiceException withoutVersion(String agent) {
        return new ServiceException(ErrorCode.NOT_FOUND, "agent %s has no version yet".formatted(agent));
    }

    static ServiceException ambiguous(String what, int count) {
        return new ServiceException(
                ErrorCode.INVALID_REQUEST, "%s is ambiguous: it may be any of %d or more".formatted(what, count));
    }

    static ServiceException ofAnotherTeam(String agent) {
        return new ServiceException(ErrorCode.FORBIDDEN, "agent %s belongs to another team".formatted(agent));
    }

    static ServiceException cannotChange(String member, String from, String to) {
        return new ServiceException(
                ErrorCode.INVALID_REQUEST,
                "%s of an agent cannot change from \"%s\" to \"%s\"".formatted(member, from, shortened(to)));
    }

    static ServiceException tooLarge(String position, long bytes, long max) {
        return new ServiceException(
                ErrorCode.PAYLOAD_TOO_LARGE, "%s has %d bytes, at most are %d".formatted(position, bytes, max));
    }

    private static String shortened(String value) {
        return value.length() <= SHOWN ? value : value.substring(0, SHOWN) + "…";
    }
}
