package dev.hearth.worker.testing;

import dev.hearth.proto.v1.Assign;
import dev.hearth.proto.v1.CancelAssignment;
import dev.hearth.proto.v1.EngineCommand;
import dev.hearth.proto.v1.EngineControlGrpc;
import dev.hearth.proto.v1.EngineDataCredit;
import dev.hearth.proto.v1.EngineDataGrpc;
import dev.hearth.proto.v1.EngineDataMessage;
import dev.hearth.proto.v1.EngineHello;
import dev.hearth.proto.v1.EngineMessage;
import dev.hearth.proto.v1.HeartbeatAck;
import dev.hearth.proto.v1.Recall;
import dev.hearth.proto.v1.RecallReply;
import dev.hearth.proto.v1.ResultSettled;
import dev.hearth.proto.v1.RunnerKey;
import dev.hearth.proto.v1.RunnerReport;
import dev.hearth.proto.v1.TaskProgress;
import dev.hearth.proto.v1.TaskResult;
import dev.hearth.proto.v1.TaskSpec;
import dev.hearth.proto.v1.TaskStatus;
import dev.hearth.proto.v1.UnloadRunner;
import dev.hearth.proto.v1.Welcome;
import dev.hearth.testing.Await;
import io.grpc.BindableService;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.StreamObserver;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/** A leader that does what a test tells it, and remembers what an engine said. */
public final class ScriptedScheduler {
    private final List<EngineHello> hellos = new CopyOnWriteArrayList<>();
    private final List<TaskProgress> progress = new CopyOnWriteArrayList<>();
    private final List<TaskResult> results = new CopyOnWriteArrayList<>();
    private final List<RecallReply> recalls = new CopyOnWriteArrayList<>();
    private final List<RunnerReport> runners = new CopyOnWriteArrayList<>();
    private final List<EngineDataMessage> data = new CopyOnWriteArrayList<>();
    private final List<EngineCommand> unanswered = new CopyOnWriteArrayList<>();
    private volatile @Nullable StreamObserver<EngineCommand> commands;
    private volatile @Nullable StreamObserver<EngineDataCredit> credits;
    public volatile long epoch = 1;
    public volatile long leaseMillis = 15_000;
    public volatile boolean settles = true;
    public volatile boolean acknowledges = true;
    public volatile long grantedAtOnce = 16 << 20;

    public List<BindableService> services() {
        return List.of(new Control(), new Data());
    }

    /** Sends on the stream that is open now; one that broke unnoticed is no reason to lose a test's command. */
    public void send(EngineCommand.Builder command) {
        while (true) {
            StreamObserver<EngineCommand> open = Await.present("an engine", () -> Optional.ofNullable(commands));
            try {
                synchronized (this) {
                    open.onNext(command.setEpoch(epoch).build());
                }
                return;
            } catch (StatusRuntimeException e) {
                Await.until("another stream", () -> !open.equals(commands));
            }
        }
    }

    public void assign(TaskSpec spec, int attempt, String workerId) {
        send(EngineCommand.newBuilder()
                .setAssign(Assign.newBuilder().setSpec(spec).setAttempt(attempt).setWorkerId(workerId)));
    }

    public void cancel(String taskId, int attempt, boolean force, int graceMillis) {
        send(EngineCommand.newBuilder()
                .setCancel(CancelAssignment.newBuilder()
                        .setTaskId(taskId)
                        .setAttempt(attempt)
                        .setForce(force)
                        .setGraceMilliseconds(graceMillis)));
    }

    /** Assigns a task that needs the room of another one's runner. */
    public void assignEvicting(TaskSpec spec, String workerId, TaskSpec evicted) {
        send(EngineCommand.newBuilder()
                .setAssign(Assign.newBuilder()
                        .setSpec(spec)
                        .setAttempt(1)
                        .setWorkerId(workerId)
                        .addEvict(RunnerKey.newBuilder()
                                .setTeamId(evicted.getTeamId())
                                .setSetupHash(evicted.getSetupHash()))));
    }

    /** Has the runner of a task's session unloaded. */
    public void unload(TaskSpec spec, String workerId) {
        send(EngineCommand.newBuilder()
                .setUnload(UnloadRunner.newBuilder()
                        .setWorkerId(workerId)
                        .setRunner(RunnerKey.newBuilder()
                                .setTeamId(spec.getTeamId())
                                .setSetupHash(spec.getSetupHash())
                                .setSessionId(spec.getSession().getSessionId()))));
    }

    public RecallReply recall(String taskId, int attempt) {
        send(EngineCommand.newBuilder()
                .setRecall(Recall.newBuilder().setTaskId(taskId).setAttempt(attempt)));
        return Await.present(
                "the answer to a recall",
                () -> recalls.stream()
                        .filter(reply -> reply.getTaskId().equals(taskId))
                        .findFirst());
    }

    public void settle(String taskId, int attempt) {
        send(settlementOf(taskId, attempt));
    }

    private static EngineCommand.Builder settlementOf(String taskId, int attempt) {
        return EngineCommand.newBuilder()
                .setSettled(ResultSettled.newBuilder()
                        .setTaskId(taskId)
                        .setAttempt(attempt)
                        .setAccepted(true));
    }

    /** On the stream it was asked on; if that broke meanwhile, the engine asks again. */
    private synchronized void answer(StreamObserver<EngineCommand> stream, EngineCommand.Builder command) {
        try {
            stream.onNext(command.setEpoch(epoch).build());
        } catch (StatusRuntimeException e) {
            unanswered.add(command.build());
        }
    }

    /** Answers whose stream had broken. */
    public List<EngineCommand> unanswered() {
        return unanswered;
    }

    public void grant(long bytes) {
        StreamObserver<EngineDataCredit> open = Await.present("a data stream", () -> Optional.ofNullable(credits));
        open.onNext(EngineDataCredit.newBuilder().setBytes(bytes).build());
    }

    /** Ends the stream as a leader does that goes away. */
    public void breakStream() {
        StreamObserver<EngineCommand> open = Await.present("an engine", () -> Optional.ofNullable(commands));
        commands = null;
        open.onError(Status.UNAVAILABLE.withDescription("gone").asRuntimeException());
    }

    public List<EngineHello> hellos() {
        return hellos;
    }

    public List<TaskResult> results() {
        return results;
    }

    public List<RunnerReport> runners() {
        return runners;
    }

    public TaskResult awaitResult(String taskId) {
        return Await.present(
                "the result of " + taskId,
                () -> results.stream()
                        .filter(result -> result.getTaskId().equals(taskId))
                        .findFirst());
    }

    public void awaitStatus(String taskId, TaskStatus status) {
        Await.until(status + " of " + taskId, () -> statusesOf(taskId).contains(status));
    }

    public List<TaskStatus> statusesOf(String taskId) {
        return progress.stream()
                .filter(step -> step.getTaskId().equals(taskId))
                .map(TaskProgress::getStatus)
                .toList();
    }

    public List<String> partialsOf(String taskId) {
        return dataOf(taskId).stream()
                .filter(EngineDataMessage::hasOutput)
                .map(message -> message.getOutput().getOutput().toStringUtf8())
                .toList();
    }

    public String logOf(String taskId) {
        StringBuilder log = new StringBuilder();
        dataOf(taskId).stream()
                .filter(EngineDataMessage::hasLog)
                .forEach(message -> log.append(message.getLog().getContent()));
        return log.toString();
    }

    public List<EngineDataMessage> dataOf(String taskId) {
        return data.stream()
                .filter(message -> message.getTaskId().equals(taskId))
                .toList();
    }

    private final class Control extends EngineControlGrpc.EngineControlImplBase {
        @Override
        public StreamObserver<EngineMessage> connect(StreamObserver<EngineCommand> answers) {
            return new StreamObserver<>() {
                @Override
                public void onNext(EngineMessage message) {
                    heard(message, answers);
                }

                @Override
                public void onError(Throwable failure) {}

                @Override
                public void onCompleted() {
                    answers.onCompleted();
                }
            };
        }

        @Override
        public void reportResult(TaskResult result, StreamObserver<ResultSettled> answer) {
            results.add(result);
            answer.onNext(ResultSettled.newBuilder()
                    .setTaskId(result.getTaskId())
                    .setAttempt(result.getAttempt())
                    .setAccepted(true)
                    .build());
            answer.onCompleted();
        }
    }

    private void heard(EngineMessage message, StreamObserver<EngineCommand> answers) {
        switch (message.getMessageCase()) {
            case HELLO -> {
                commands = answers;
                answer(
                        answers,
                        EngineCommand.newBuilder()
                                .setWelcome(Welcome.newBuilder()
                                        .setLeaseMilliseconds(leaseMillis)
                                        .setHeartbeatMilliseconds(100)));
                hellos.add(message.getHello());
            }
            case HEARTBEAT -> {
                if (acknowledges) {
                    answer(
                            answers,
                            EngineCommand.newBuilder()
                                    .setHeartbeatAck(HeartbeatAck.newBuilder()
                                            .setSequence(message.getHeartbeat().getSequence())));
                }
            }
            case PROGRESS -> progress.add(message.getProgress());
            case RESULT -> {
                results.add(message.getResult());
                if (settles) {
                    answer(
                            answers,
                            settlementOf(
                                    message.getResult().getTaskId(),
                                    message.getResult().getAttempt()));
                }
            }
            case RECALL_REPLY -> recalls.add(message.getRecallReply());
            case RUNNER -> runners.add(message.getRunner());
            case DRAINING, MESSAGE_NOT_SET -> {}
        }
    }

    private final class Data extends EngineDataGrpc.EngineDataImplBase {
        @Override
        public StreamObserver<EngineDataMessage> stream(StreamObserver<EngineDataCredit> answers) {
            credits = answers;
            grant(grantedAtOnce);
            return new StreamObserver<>() {
                @Override
                public void onNext(EngineDataMessage message) {
                    data.add(message);
                    grant(message.getSerializedSize());
                }

                @Override
                public void onError(Throwable failure) {}

                @Override
                public void onCompleted() {
                    answers.onCompleted();
                }
            };
        }
    }

    /** Messages in the order they came, for tests that look at order. */
    public List<EngineDataMessage> allData() {
        return new ArrayList<>(data);
    }
}
