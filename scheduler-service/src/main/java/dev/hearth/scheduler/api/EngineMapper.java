package dev.hearth.scheduler.api;

import dev.hearth.ids.SessionId;
import dev.hearth.ids.SetupHash;
import dev.hearth.ids.TaskId;
import dev.hearth.ids.TeamId;
import dev.hearth.ids.WorkerId;
import dev.hearth.proto.v1.Abandon;
import dev.hearth.proto.v1.Assign;
import dev.hearth.proto.v1.CancelAssignment;
import dev.hearth.proto.v1.EngineCapabilities;
import dev.hearth.proto.v1.EngineCommand;
import dev.hearth.proto.v1.EngineHello;
import dev.hearth.proto.v1.EngineMessage;
import dev.hearth.proto.v1.HeartbeatAck;
import dev.hearth.proto.v1.HeldTask;
import dev.hearth.proto.v1.LogChunk;
import dev.hearth.proto.v1.Recall;
import dev.hearth.proto.v1.ResultSettled;
import dev.hearth.proto.v1.RunnerKey;
import dev.hearth.proto.v1.RunnerReport;
import dev.hearth.proto.v1.TaskResult;
import dev.hearth.proto.v1.Transition;
import dev.hearth.proto.v1.UnloadRunner;
import dev.hearth.proto.v1.Welcome;
import dev.hearth.proto.v1.WorkerOffer;
import dev.hearth.scheduler.engine.EngineOrder;
import dev.hearth.scheduler.engine.EngineReport;
import dev.hearth.scheduler.engine.EngineReport.Outcome;
import dev.hearth.scheduler.engine.EngineReport.Phase;
import dev.hearth.scheduler.task.LogLine;
import dev.hearth.scheduler.task.TaskStatus;
import io.grpc.Status;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.Set;

/** Between the messages of engines and the domain. */
final class EngineMapper {
    private EngineMapper() {}

    static EngineReport toReport(EngineMessage message) {
        return switch (message.getMessageCase()) {
            case HELLO -> toHello(message.getHello());
            case HEARTBEAT -> new EngineReport.Heartbeat(message.getHeartbeat().getSequence());
            case PROGRESS ->
                new EngineReport.Progress(
                        new TaskId(message.getProgress().getTaskId()),
                        message.getProgress().getAttempt(),
                        TaskStatus.of(message.getProgress().getStatusValue()));
            case RESULT -> toResult(message.getResult());
            case RECALL_REPLY ->
                new EngineReport.Recalled(
                        new TaskId(message.getRecallReply().getTaskId()),
                        message.getRecallReply().getAttempt(),
                        message.getRecallReply().getConfirmed());
            case RUNNER -> toRunner(message.getRunner());
            case DRAINING -> new EngineReport.Draining();
            case MESSAGE_NOT_SET ->
                throw Status.INVALID_ARGUMENT
                        .withDescription("an engine's message is empty or unknown")
                        .asRuntimeException();
        };
    }

    static EngineReport.Hello toHello(EngineHello hello) {
        EngineCapabilities capabilities = hello.getCapabilities();
        return new EngineReport.Hello(
                hello.getIncarnation(),
                hello.getWorkersList().stream().map(EngineMapper::toSlot).toList(),
                hello.getRunnersList().stream().map(EngineMapper::toRunner).toList(),
                hello.getHeldList().stream().map(EngineMapper::toHeld).toList(),
                hello.getResultsList().stream().map(EngineMapper::toResult).toList(),
                new EngineReport.Capabilities(
                        capabilities.getJailed(),
                        capabilities.getJailFreeTeamId().isEmpty()
                                ? Optional.empty()
                                : Optional.of(new TeamId(capabilities.getJailFreeTeamId())),
                        Set.copyOf(capabilities.getLabelsList()),
                        capabilities.getDepth()),
                hello.getDraining());
    }

    static EngineReport.Result toResult(TaskResult result) {
        return new EngineReport.Result(
                new TaskId(result.getTaskId()),
                result.getAttempt(),
                toOutcome(result),
                result.hasOutput() ? result.getOutput() : null,
                result.getError(),
                result.getErrorCode(),
                result.getStepsList().stream()
                        .map(Transition::getStatusValue)
                        .map(TaskStatus::of)
                        .toList(),
                result.getStarted(),
                result.getRunMicroseconds() > 0
                        ? Optional.of(Duration.of(result.getRunMicroseconds(), ChronoUnit.MICROS))
                        : Optional.empty(),
                result.getLastLogSequence());
    }

    static LogLine toLog(int attempt, LogChunk chunk) {
        return new LogLine(
                attempt,
                chunk.getSequence(),
                chunk.getTypeValue(),
                TaskMapper.toInstant(chunk.getAt()),
                chunk.getContent());
    }

    static EngineCommand toCommand(EngineOrder order, long epoch) {
        EngineCommand.Builder command = EngineCommand.newBuilder().setEpoch(epoch);
        switch (order) {
            case EngineOrder.Welcome welcome ->
                command.setWelcome(Welcome.newBuilder()
                        .setLeaseMilliseconds(welcome.lease().toMillis())
                        .setHeartbeatMilliseconds(welcome.heartbeat().toMillis()));
            case EngineOrder.HeartbeatAck ack ->
                command.setHeartbeatAck(HeartbeatAck.newBuilder().setSequence(ack.sequence()));
            case EngineOrder.Assign assign -> command.setAssign(toAssign(assign));
            case EngineOrder.Recall recall ->
                command.setRecall(
                        Recall.newBuilder().setTaskId(recall.task().value()).setAttempt(recall.attempt()));
            case EngineOrder.Cancel cancel ->
                command.setCancel(CancelAssignment.newBuilder()
                        .setTaskId(cancel.task().value())
                        .setAttempt(cancel.attempt())
                        .setForce(cancel.force())
                        .setGraceMilliseconds((int) cancel.grace().toMillis()));
            case EngineOrder.Settled settled ->
                command.setSettled(settled(settled.task(), settled.attempt(), settled.accepted()));
            case EngineOrder.Abandon abandon ->
                command.setAbandon(
                        Abandon.newBuilder().setTaskId(abandon.task().value()).setAttempt(abandon.attempt()));
            case EngineOrder.Unload unload ->
                command.setUnload(UnloadRunner.newBuilder()
                        .setWorkerId(unload.worker().value())
                        .setRunner(toKey(unload.runner())));
        }
        return command.build();
    }

    static ResultSettled settled(TaskId task, int attempt, boolean accepted) {
        return ResultSettled.newBuilder()
                .setTaskId(task.value())
                .setAttempt(attempt)
                .setAccepted(accepted)
                .build();
    }

    private static Assign toAssign(EngineOrder.Assign order) {
        Assign.Builder assign = Assign.newBuilder()
                .setSpec(order.spec().message())
                .setAttempt(order.attempt())
                .setWorkerId(order.worker().value());
        order.evict().forEach(runner -> assign.addEvict(toKey(runner)));
        return assign.build();
    }

    private static RunnerKey toKey(EngineOrder.RunnerName runner) {
        RunnerKey.Builder key = RunnerKey.newBuilder()
                .setTeamId(runner.team().value())
                .setSetupHash(runner.setupHash().value());
        if (runner.session() != null) {
            key.setSessionId(runner.session().value());
        }
        return key.build();
    }

    private static Outcome toOutcome(TaskResult result) {
        return switch (result.getOutcome()) {
            case OUTCOME_COMPLETED -> Outcome.COMPLETED;
            case OUTCOME_FAILED -> Outcome.FAILED;
            case OUTCOME_CANCELLED -> Outcome.CANCELLED;
            case OUTCOME_RETURNED -> Outcome.RETURNED;
            case OUTCOME_UNSPECIFIED, UNRECOGNIZED ->
                throw Status.INVALID_ARGUMENT
                        .withDescription("result of task %s has no outcome".formatted(result.getTaskId()))
                        .asRuntimeException();
        };
    }

    private static EngineReport.Slot toSlot(WorkerOffer offer) {
        return new EngineReport.Slot(
                new WorkerId(offer.getWorkerId()),
                offer.getRamBytes(),
                offer.getGpuCount(),
                offer.getGpuType(),
                offer.getVramBytes());
    }

    private static EngineReport.Held toHeld(HeldTask held) {
        return new EngineReport.Held(
                new TaskId(held.getTaskId()),
                held.getAttempt(),
                new WorkerId(held.getWorkerId()),
                TaskStatus.of(held.getStatusValue()),
                held.getStarted());
    }

    private static EngineReport.Runner toRunner(RunnerReport report) {
        Phase phase = switch (report.getPhase()) {
            case RUNNER_PHASE_WARM -> Phase.WARM;
            case RUNNER_PHASE_GONE -> Phase.GONE;
            case RUNNER_PHASE_STARTING, RUNNER_PHASE_UNSPECIFIED, UNRECOGNIZED -> Phase.STARTING;
        };
        return new EngineReport.Runner(
                new WorkerId(report.getWorkerId()),
                new TeamId(report.getTeamId()),
                new SetupHash(report.getSetupHash()),
                report.getSessionId().isEmpty() ? null : new SessionId(report.getSessionId()),
                phase,
                report.getRamBytes(),
                Duration.of(report.getColdStartMicroseconds(), ChronoUnit.MICROS));
    }
}
