package dev.hearth.agent.calls;

import com.google.protobuf.ByteString;
import dev.hearth.agent.access.Caller;
import dev.hearth.ids.AgentId;
import dev.hearth.ids.AgentVersionId;
import dev.hearth.ids.ChatId;
import dev.hearth.ids.TaskId;
import org.jspecify.annotations.Nullable;

/**
 * A call of an app (wire protocol 2.2).
 *
 * @param task chosen and recorded before it is submitted; the same one again gets the same task
 * @param app as in the field {@code app} of a run request
 * @param function null: the reference's, else the version's default
 * @param input JSON
 * @param setup JSON; null: none given
 * @param session null, {@code new}, or the id of an open session
 * @param maxAttempts 0: the scheduler's default; 1: never tried again
 * @param maxRunSeconds 0: the app's or the scheduler's default
 */
public record AppCall(
        Caller caller,
        TaskId task,
        String app,
        @Nullable String function,
        ByteString input,
        @Nullable ByteString setup,
        @Nullable String session,
        int maxAttempts,
        int maxRunSeconds,
        @Nullable ChatId chat,
        @Nullable AgentId agent,
        @Nullable AgentVersionId agentVersion) {}
