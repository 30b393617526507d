package dev.hearth.scheduler.api;

import com.google.protobuf.Timestamp;
import dev.hearth.errors.ServiceException;
import dev.hearth.ids.TeamId;
import dev.hearth.proto.v1.IdempotencyKey;
import dev.hearth.proto.v1.LogChunk;
import dev.hearth.proto.v1.StatusChanged;
import dev.hearth.proto.v1.WaitReason;
import dev.hearth.scheduler.storage.TaskChange;
import dev.hearth.scheduler.task.LogLine;
import dev.hearth.scheduler.task.Task;
import dev.hearth.scheduler.task.TaskErrors;
import dev.hearth.scheduler.task.TaskSpec;
import dev.hearth.scheduler.task.TaskView;
import dev.hearth.scheduler.task.Transition;
import java.time.Instant;
import java.util.Optional;

/** Between messages and the domain. */
final class TaskMapper {
    private TaskMapper() {}

    /** The spec, once it is known to be complete. */
    static TaskSpec toSpec(dev.hearth.proto.v1.TaskSpec message) throws ServiceException {
        require(message.getTaskId(), "task_id");
        require(message.getTeamId(), "team_id");
        require(message.getAppId(), "app_id");
        require(message.getAppVersionId(), "app_version_id");
        require(message.getSetupHash(), "setup_hash");
        if (message.getKind() != dev.hearth.proto.v1.TaskKind.TASK_KIND_RUN
                && message.getKind() != dev.hearth.proto.v1.TaskKind.TASK_KIND_BUILD) {
            throw TaskErrors.incomplete("kind");
        }
        if (message.hasSession()) {
            require(message.getSession().getSessionId(), "session.session_id");
            if (message.getSession().getOpens() && message.getSession().getIdleTimeoutSeconds() <= 0) {
                throw TaskErrors.incomplete("session.idle_timeout_seconds");
            }
        }
        return new TaskSpec(message);
    }

    static Optional<TaskChange.Key> toKey(IdempotencyKey message) {
        return message.getKey().isEmpty()
                ? Optional.empty()
                : Optional.of(new TaskChange.Key(message.getKey(), message.getDigest()));
    }

    static Optional<TeamId> toTeam(String teamId) {
        return teamId.isEmpty() ? Optional.empty() : Optional.of(new TeamId(teamId));
    }

    /** How much of a task to show. */
    enum Detail {
        /** Everything. */
        FULL,
        /** Without input and setup. */
        WITHOUT_INPUT,
        /** Without payloads and logs. */
        STATUS_ONLY
    }

    static dev.hearth.proto.v1.Task toMessage(TaskView view, Detail detail) {
        Task task = view.task();
        dev.hearth.proto.v1.Task.Builder message = dev.hearth.proto.v1.Task.newBuilder()
                .setSpec(
                        detail == Detail.FULL
                                ? task.spec().message()
                                : task.spec().messageWithoutPayloads())
                .setStatusValue(task.status().number())
                .setAttempt(task.attempt())
                .setCharged(task.charged())
                .setVersion(view.version())
                .setCreatedAt(toMessage(task.createdAt()))
                .setUpdatedAt(toMessage(task.updatedAt()))
                .setError(task.error())
                .setErrorCode(task.errorCode());
        if (task.engine() != null) {
            message.setEngineId(task.engine().value());
        }
        if (task.worker() != null) {
            message.setWorkerId(task.worker().value());
        }
        for (Transition transition : task.transitions()) {
            message.addTransitions(toMessage(transition));
        }
        if (!view.waitingFor().code().isEmpty()) {
            message.setWaitReason(WaitReason.newBuilder()
                    .setCode(view.waitingFor().code())
                    .setText(view.waitingFor().text()));
        }
        if (detail != Detail.STATUS_ONLY) {
            if (task.output() != null) {
                message.setOutput(task.output());
            }
            view.logs().forEach(line -> message.addLogs(toMessage(line)));
        }
        return message.build();
    }

    static dev.hearth.proto.v1.Transition toMessage(Transition transition) {
        return dev.hearth.proto.v1.Transition.newBuilder()
                .setStatusValue(transition.status().number())
                .setAt(toMessage(transition.at()))
                .setAttempt(transition.attempt())
                .build();
    }

    static LogChunk toMessage(LogLine line) {
        return LogChunk.newBuilder()
                .setTypeValue(line.type())
                .setAt(toMessage(line.at()))
                .setContent(line.content())
                .setAttempt(line.attempt())
                .setSequence(line.sequence())
                .build();
    }

    static StatusChanged toStatus(Task task, long version) {
        StatusChanged.Builder message = StatusChanged.newBuilder()
                .setStatusValue(task.status().number())
                .setAt(toMessage(task.updatedAt()))
                .setAttempt(task.attempt())
                .setVersion(version);
        if (task.engine() != null) {
            message.setEngineId(task.engine().value());
        }
        if (task.worker() != null) {
            message.setWorkerId(task.worker().value());
        }
        return message.build();
    }

    static Timestamp toMessage(Instant instant) {
        return Timestamp.newBuilder()
                .setSeconds(instant.getEpochSecond())
                .setNanos(instant.getNano())
                .build();
    }

    static Instant toInstant(Timestamp message) {
        return Instant.ofEpochSecond(message.getSeconds(), message.getNanos());
    }

    private static void require(String value, String field) {
        if (value.isEmpty()) {
            throw TaskErrors.incomplete(field);
        }
    }
}
