package dev.hearth.worker.control;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.protobuf.ByteString;
import com.google.protobuf.Timestamp;
import dev.hearth.ids.AppId;
import dev.hearth.ids.AppVersionId;
import dev.hearth.ids.SetupHash;
import dev.hearth.ids.TaskId;
import dev.hearth.ids.TeamId;
import dev.hearth.proto.v1.Assign;
import dev.hearth.proto.v1.HeldTask;
import dev.hearth.proto.v1.Outcome;
import dev.hearth.proto.v1.RunnerPhase;
import dev.hearth.proto.v1.RunnerReport;
import dev.hearth.proto.v1.TaskKind;
import dev.hearth.proto.v1.TaskProgress;
import dev.hearth.proto.v1.TaskResult;
import dev.hearth.proto.v1.TaskSpec;
import dev.hearth.proto.v1.TaskStatus;
import dev.hearth.proto.v1.Transition;
import dev.hearth.worker.assignment.Ended;
import dev.hearth.worker.assignment.HeldAttempt;
import dev.hearth.worker.assignment.HeldStatus;
import dev.hearth.worker.assignment.RunnerNews;
import dev.hearth.worker.assignment.Step;
import dev.hearth.worker.assignment.TaskOrder;
import dev.hearth.worker.assignment.TaskOutcome;
import dev.hearth.worker.assignment.WorkerOffer;
import dev.hearth.worker.runner.RunnerKey;
import java.time.Duration;
import java.time.Instant;

/** The conversation with the leader, as this service's words and back. */
final class ControlMapper {
    private static final Duration DEFAULT_RUN_LIMIT = Duration.ofHours(1);

    private ControlMapper() {}

    static TaskOrder orderOf(Assign assign) {
        TaskSpec spec = assign.getSpec();
        return new TaskOrder(
                new TaskId(spec.getTaskId()),
                assign.getAttempt(),
                spec.getKind() == TaskKind.TASK_KIND_BUILD ? TaskOrder.Kind.BUILD : TaskOrder.Kind.RUN,
                new AppId(orNone(spec.getAppId())),
                new AppVersionId(orNone(spec.getAppVersionId())),
                spec.getFunction(),
                new RunnerKey(
                        new TeamId(spec.getTeamId()),
                        new SetupHash(orNone(spec.getSetupHash())),
                        spec.getSession().getSessionId()),
                spec.getInput().asReadOnlyByteBuffer(),
                spec.getSetup().asReadOnlyByteBuffer(),
                spec.getMaxRunSeconds() > 0 ? Duration.ofSeconds(spec.getMaxRunSeconds()) : DEFAULT_RUN_LIMIT,
                spec.getSecretNamesList(),
                spec.getSession().getOpens());
    }

    /** A BUILD task has no setup hash. */
    private static String orNone(String id) {
        return id.isEmpty() ? "none" : id;
    }

    static RunnerKey keyOf(dev.hearth.proto.v1.RunnerKey key) {
        return new RunnerKey(
                new TeamId(key.getTeamId()), new SetupHash(orNone(key.getSetupHash())), key.getSessionId());
    }

    static TaskProgress toProto(TaskOrder order, Step step) {
        return TaskProgress.newBuilder()
                .setTaskId(order.taskId().value())
                .setAttempt(order.attempt())
                .setStatus(statusOf(step.status()))
                .setAt(timestampOf(step.at()))
                .build();
    }

    static TaskResult toProto(Ended ended) {
        TaskOrder order = ended.order();
        TaskResult.Builder result = TaskResult.newBuilder()
                .setTaskId(order.taskId().value())
                .setAttempt(order.attempt())
                .setLastLogSequence(ended.lastLogSequence())
                .setStarted(ended.isStarted());
        for (Step step : ended.steps()) {
            result.addSteps(Transition.newBuilder()
                    .setStatus(statusOf(step.status()))
                    .setAt(timestampOf(step.at()))
                    .setAttempt(order.attempt()));
        }
        switch (ended.outcome()) {
            case TaskOutcome.Completed completed ->
                result.setOutcome(Outcome.OUTCOME_COMPLETED)
                        .setOutput(completed.output())
                        .setRunMicroseconds(completed.runTime().toNanos() / 1000);
            case TaskOutcome.Failed failed -> {
                result.setOutcome(Outcome.OUTCOME_FAILED)
                        .setErrorCode(failed.code().name());
                result.setError(wellFormed(failed.message()));
                setOutput(result, failed.lastPartial());
            }
            case TaskOutcome.Cancelled cancelled -> {
                result.setOutcome(Outcome.OUTCOME_CANCELLED);
                setOutput(result, cancelled.lastPartial());
            }
            case TaskOutcome.Returned _ -> result.setOutcome(Outcome.OUTCOME_RETURNED);
        }
        return result.build();
    }

    /** What stands for an order that names no worker of this engine. */
    static TaskResult returned(TaskOrder order) {
        return TaskResult.newBuilder()
                .setTaskId(order.taskId().value())
                .setAttempt(order.attempt())
                .setOutcome(Outcome.OUTCOME_RETURNED)
                .build();
    }

    static HeldTask toProto(HeldAttempt held) {
        return HeldTask.newBuilder()
                .setTaskId(held.taskId().value())
                .setAttempt(held.attempt())
                .setWorkerId(held.workerId().value())
                .setStatus(statusOf(held.status()))
                .setStarted(held.isStarted())
                .build();
    }

    static dev.hearth.proto.v1.WorkerOffer toProto(WorkerOffer offer) {
        return dev.hearth.proto.v1.WorkerOffer.newBuilder()
                .setWorkerId(offer.id().value())
                .setIndex(offer.index())
                .setRamBytes(offer.ramBytes())
                .setGpuCount(offer.gpuCount())
                .setGpuType(offer.gpuType())
                .setVramBytes(offer.vramBytes())
                .build();
    }

    static RunnerReport toProto(RunnerNews news) {
        return RunnerReport.newBuilder()
                .setWorkerId(news.workerId().value())
                .setTeamId(news.runner().team().value())
                .setSetupHash(news.runner().setupHash().value())
                .setSessionId(news.runner().sessionId())
                .setPhase(
                        switch (news.phase()) {
                            case STARTING -> RunnerPhase.RUNNER_PHASE_STARTING;
                            case WARM -> RunnerPhase.RUNNER_PHASE_WARM;
                            case GONE -> RunnerPhase.RUNNER_PHASE_GONE;
                        })
                .setRamBytes(news.ramBytes())
                .setColdStartMicroseconds(news.coldStart().toNanos() / 1000)
                .build();
    }

    private static TaskStatus statusOf(HeldStatus status) {
        return switch (status) {
            case DISPATCHED -> TaskStatus.TASK_STATUS_DISPATCHED;
            case PREPARING -> TaskStatus.TASK_STATUS_PREPARING;
            case SERVING -> TaskStatus.TASK_STATUS_SERVING;
            case SETTING_UP -> TaskStatus.TASK_STATUS_SETTING_UP;
            case RUNNING -> TaskStatus.TASK_STATUS_RUNNING;
            case UPLOADING -> TaskStatus.TASK_STATUS_UPLOADING;
        };
    }

    private static void setOutput(TaskResult.Builder result, ByteString output) {
        if (!output.isEmpty()) {
            result.setOutput(output);
        }
    }

    /** Half a surrogate pair cannot be encoded, and app code can put one into a message. */
    private static String wellFormed(String text) {
        return new String(text.getBytes(UTF_8), UTF_8);
    }

    private static Timestamp timestampOf(Instant instant) {
        return Timestamp.newBuilder()
                .setSeconds(instant.getEpochSecond())
                .setNanos(instant.getNano())
                .build();
    }
}
