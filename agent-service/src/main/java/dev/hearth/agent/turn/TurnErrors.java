package dev.hearth.agent.turn;

import dev.hearth.agent.chat.ChatJson;
import dev.hearth.agent.chat.ToolInvocation;
import dev.hearth.errors.ErrorCode;
import dev.hearth.errors.ServiceException;
import dev.hearth.ids.ChatId;

/** The errors of running agents. */
final class TurnErrors {
    private TurnErrors() {}

    static ServiceException noChat(String id) {
        return new ServiceException(ErrorCode.NOT_FOUND, "chat not found: " + id);
    }

    static ServiceException noMessage(String id) {
        return new ServiceException(ErrorCode.NOT_FOUND, "message not found: " + id);
    }

    static ServiceException noRun(String id) {
        return new ServiceException(ErrorCode.NOT_FOUND, "agent run not found: " + id);
    }

    static ServiceException noInvocation(String reference) {
        return new ServiceException(ErrorCode.NOT_FOUND, "tool invocation not found: " + reference);
    }

    static ServiceException invalid(String field, String rule) {
        return new ServiceException(ErrorCode.INVALID_REQUEST, field + " " + rule);
    }

    static ServiceException noAgent() {
        return invalid("agent", "or agent_config is needed: the chat has no agent yet");
    }

    static ServiceException contextMissing(String name) {
        return invalid("context." + name, "is required by the agent");
    }

    static ServiceException queueFull(ChatId chat, int most) {
        return new ServiceException(
                ErrorCode.CONFLICT, "chat %s has %d messages that wait already".formatted(chat, most));
    }

    static ServiceException notQueued(String message) {
        return new ServiceException(ErrorCode.CONFLICT, "message %s does not wait any more".formatted(message));
    }

    static ServiceException notWaiting(ToolInvocation invocation) {
        return new ServiceException(
                ErrorCode.CONFLICT,
                "tool invocation %s is %s".formatted(invocation.id(), ChatJson.name(invocation.status())));
    }

    static ServiceException resultTooLarge(int bytes, int most) {
        return new ServiceException(
                ErrorCode.PAYLOAD_TOO_LARGE, "the result has %d bytes; at most %d are taken".formatted(bytes, most));
    }

    static ServiceException keyReused(String key) {
        return new ServiceException(
                ErrorCode.CONFLICT, "idempotency key \"%s\" was used with another body".formatted(key));
    }
}
