package dev.hearth.agent.turn;

import com.fasterxml.jackson.databind.JsonNode;
import dev.hearth.ids.LlmCallId;
import dev.hearth.ids.MessageId;
import dev.hearth.ids.TaskId;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** A call of the LLM app: recorded before its task is submitted, settled after it ended. Its id is the task's. */
record LlmCall(
        LlmCallId id,
        MessageId message,
        int round,
        Status status,
        @Nullable JsonNode usage,
        @Nullable String error,
        Instant createdAt,
        @Nullable Instant settledAt) {
    enum Status {
        RECORDED,
        COMPLETED,
        FAILED,
        CANCELLED
    }

    TaskId task() {
        return new TaskId(id.value());
    }

    boolean isOpen() {
        return status == Status.RECORDED;
    }

    LlmCall settled(Status last, @Nullable JsonNode used, @Nullable String why, Instant now) {
        return new LlmCall(id, message, round, last, used, why, createdAt, now);
    }
}
