package dev.hearth.gateway.run;

import dev.hearth.gateway.http.StrictJson;
import dev.hearth.gateway.team.Caller;
import dev.hearth.ids.ApiKeyId;
import dev.hearth.ids.Ids;
import dev.hearth.ids.TaskId;
import dev.hearth.ids.TeamId;
import dev.hearth.ids.UserId;
import dev.hearth.proto.v1.CallRequest;
import dev.hearth.proto.v1.CallerIdentity;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads calls of services as the run requests that they stand for. */
final class CallRequests {
    private static final int MAX_NAME = 512;
    private static final int MAX_ATTEMPTS = 100;
    private static final int MAX_RUN_SECONDS = 7 * 24 * 3600;
    private static final int MAX_SESSION_SECONDS = 3600;

    /** Whose key the request had that led here was checked when it came. */
    private static final ApiKeyId OF_AGENT_SERVICE = new ApiKeyId("agent-service");

    private CallRequests() {}

    static RunRequest toRun(CallRequest call) {
        byte[] input = call.getInput().toByteArray();
        StrictJson.requireOneValue(input);
        byte[] setup = call.getSetup().toByteArray();
        if (setup.length > 0) {
            StrictJson.requireOneValue(setup);
        }
        if (call.getSessionTimeoutSeconds() != 0 && !call.getSession().equals("new")) {
            throw RunErrors.timeoutWithoutSession();
        }
        return new RunRequest(
                name("app", call.getApp()),
                null,
                null,
                null,
                name("function", call.getFunction()),
                input,
                setup.length == 0 ? null : setup,
                null,
                null,
                List.of(),
                name("session", call.getSession()),
                number("session_timeout_seconds", call.getSessionTimeoutSeconds(), MAX_SESSION_SECONDS),
                null,
                null,
                false,
                null,
                null,
                null,
                0,
                number("max_attempts", call.getMaxAttempts(), MAX_ATTEMPTS),
                number("max_run_seconds", call.getMaxRunSeconds(), MAX_RUN_SECONDS));
    }

    static Provenance toProvenance(CallRequest call) {
        return new Provenance(call.getChatId(), call.getAgentId(), call.getAgentVersionId());
    }

    static Caller toCaller(CallerIdentity caller) {
        return new Caller(
                new TeamId(present("caller.team_id", caller.getTeamId())),
                new UserId(present("caller.user_id", caller.getUserId())),
                OF_AGENT_SERVICE,
                Set.of());
    }

    static TaskId toTaskId(String id) {
        if (!Ids.isWellFormed(id)) {
            throw RunErrors.wrongType("task_id", "26 characters of lower-case Crockford base 32");
        }
        return new TaskId(id);
    }

    /** Refuses an empty text. */
    static String present(String field, String text) {
        if (text.isEmpty()) {
            throw RunErrors.invalid(field + " is required");
        }
        return text;
    }

    private static @Nullable String name(String field, String text) {
        if (text.length() > MAX_NAME || text.chars().anyMatch(c -> c < ' ')) {
            throw RunErrors.wrongType(
                    field, "at most %d characters long, without control characters".formatted(MAX_NAME));
        }
        return text.isEmpty() ? null : text;
    }

    private static int number(String field, int value, int most) {
        if (value < 0 || value > most) {
            throw RunErrors.wrongType(field, "a whole number from 0 to %d".formatted(most));
        }
        return value;
    }
}
