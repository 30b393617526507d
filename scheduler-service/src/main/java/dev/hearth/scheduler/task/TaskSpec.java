package dev.hearth.scheduler.task;

import com.google.protobuf.ByteString;
import dev.hearth.ids.AppId;
import dev.hearth.ids.AppVersionId;
import dev.hearth.ids.SessionId;
import dev.hearth.ids.SetupHash;
import dev.hearth.ids.TaskId;
import dev.hearth.ids.TeamId;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * What was asked for, complete and never changed. It is held as it was received, payloads included, because it leaves
 * again as it came: to the engine, to watchers and into the table. Only this class reads its fields.
 *
 * @param message the message as submitted, checked by {@link TaskErrors}
 */
public record TaskSpec(dev.hearth.proto.v1.TaskSpec message) {
    public TaskId id() {
        return new TaskId(message.getTaskId());
    }

    public TeamId team() {
        return new TeamId(message.getTeamId());
    }

    public AppId app() {
        return new AppId(message.getAppId());
    }

    public AppVersionId appVersion() {
        return new AppVersionId(message.getAppVersionId());
    }

    public String function() {
        return message.getFunction();
    }

    public SetupHash setupHash() {
        return new SetupHash(message.getSetupHash());
    }

    /** Opaque JSON bytes. */
    public ByteString input() {
        return message.getInput();
    }

    /** Opaque JSON bytes; empty without a setup. */
    public ByteString setup() {
        return message.getSetup();
    }

    public boolean isBuild() {
        return message.getKind() == dev.hearth.proto.v1.TaskKind.TASK_KIND_BUILD;
    }

    public int kindNumber() {
        return message.getKindValue();
    }

    /** How often it may be charged; 0: the default. What a session holds cannot be had again by trying again. */
    public int maxAttempts() {
        return message.hasSession() ? 1 : message.getMaxAttempts();
    }

    /** The session it is a call of. */
    public Optional<SessionId> session() {
        return message.hasSession()
                ? Optional.of(new SessionId(message.getSession().getSessionId()))
                : Optional.empty();
    }

    /** Whether it is the call that opens its session. */
    public boolean opensSession() {
        return message.getSession().getOpens();
    }

    public Duration sessionIdleTimeout() {
        return Duration.ofSeconds(message.getSession().getIdleTimeoutSeconds());
    }

    public String user() {
        return message.getUserId();
    }

    public int priority() {
        return message.getPriority();
    }

    /** Not before this instant. */
    public Optional<Instant> runAt() {
        return message.hasRunAt()
                ? Optional.of(Instant.ofEpochSecond(
                        message.getRunAt().getSeconds(), message.getRunAt().getNanos()))
                : Optional.empty();
    }

    /** The same without payloads, as listings show it and the table keeps it beside them. */
    public dev.hearth.proto.v1.TaskSpec messageWithoutPayloads() {
        return message.toBuilder().clearInput().clearSetup().build();
    }
}
