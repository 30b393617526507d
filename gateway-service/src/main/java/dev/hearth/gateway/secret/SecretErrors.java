package dev.hearth.gateway.secret;

import dev.hearth.errors.ErrorCode;
import dev.hearth.errors.ServiceException;
import dev.hearth.ids.EngineId;
import dev.hearth.ids.TaskId;

/** The errors of secrets. None of them holds a value, or any part of a body that may have held one. */
final class SecretErrors {
    private SecretErrors() {}

    static ServiceException malformed() {
        return invalid("the body must be a JSON object in UTF-8 such as {\"key\": \"HF_TOKEN\", \"value\": \"…\"}");
    }

    static ServiceException missing(String field) {
        return invalid(field + " is missing");
    }

    static ServiceException wrongType(String field, String expected) {
        return invalid("%s must be %s".formatted(field, expected));
    }

    static ServiceException notAName(String text) {
        return invalid("key \"%s\" is not the name of an environment variable".formatted(shortened(text)));
    }

    static ServiceException refusedName(String text) {
        return invalid("key %s is refused: it would change how apps are run".formatted(text));
    }

    static ServiceException tooMany(int limit) {
        return new ServiceException(
                ErrorCode.CONFLICT, "a team may have %d secrets; remove some first".formatted(limit));
    }

    static ServiceException notFound(String name) {
        return new ServiceException(ErrorCode.NOT_FOUND, "secret not found: " + shortened(name));
    }

    static ServiceException cannotBeOpened(SecretName name) {
        return new ServiceException(
                ErrorCode.CONFLICT,
                "secret %s was sealed with a key that this gateway does not have: set it again, or name the key in HEARTH_SECRETS_OLD_KEYS"
                        .formatted(name));
    }

    static ServiceException removed(String name) {
        return new ServiceException(
                ErrorCode.REQUIREMENTS_NOT_MET, "secret %s was removed after the task was accepted".formatted(name));
    }

    static ServiceException notForServices() {
        return new ServiceException(ErrorCode.FORBIDDEN, "values of secrets are for engines only");
    }

    static ServiceException notHeld(EngineId engine, TaskId task, int attempt) {
        return new ServiceException(
                ErrorCode.FORBIDDEN, "engine %s does not hold attempt %d of task %s".formatted(engine, attempt, task));
    }

    private static ServiceException invalid(String message) {
        return new ServiceException(ErrorCode.INVALID_REQUEST, message);
    }

    private static String shortened(String text) {
        return text.length() <= 40 ? text : text.substring(0, 40) + "…";
    }

    static ServiceException onlyForAgents() {
        return new ServiceException(ErrorCode.FORBIDDEN, "only agent-service may ask for secrets of tools");
    }

    static ServiceException tooManyNames(int count, int limit) {
        return new ServiceException(
                ErrorCode.INVALID_REQUEST, "%d names of secrets, %d are allowed".formatted(count, limit));
    }
}
