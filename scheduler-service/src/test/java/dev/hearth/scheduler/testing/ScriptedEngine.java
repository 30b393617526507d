package dev.hearth.scheduler.testing;

import com.google.protobuf.ByteString;
import dev.hearth.credentials.Credentials;
import dev.hearth.credentials.InternalKey;
import dev.hearth.credentials.Principal;
import dev.hearth.ids.EngineId;
import dev.hearth.ids.Ids;
import dev.hearth.proto.v1.Assign;
import dev.hearth.proto.v1.EngineCapabilities;
import dev.hearth.proto.v1.EngineCommand;
import dev.hearth.proto.v1.EngineControlGrpc;
import dev.hearth.proto.v1.EngineDataCredit;
import dev.hearth.proto.v1.EngineDataGrpc;
import dev.hearth.proto.v1.EngineDataMessage;
import dev.hearth.proto.v1.EngineHeartbeat;
import dev.hearth.proto.v1.EngineHello;
import dev.hearth.proto.v1.EngineMessage;
import dev.hearth.proto.v1.HeldTask;
import dev.hearth.proto.v1.LogChunk;
import dev.hearth.proto.v1.LogType;
import dev.hearth.proto.v1.Outcome;
import dev.hearth.proto.v1.PartialOutput;
import dev.hearth.proto.v1.RecallReply;
import dev.hearth.proto.v1.RunnerPhase;
import dev.hearth.proto.v1.RunnerReport;
import dev.hearth.proto.v1.TaskProgress;
import dev.hearth.proto.v1.TaskResult;
import dev.hearth.proto.v1.TaskStatus;
import dev.hearth.proto.v1.WorkerOffer;
import io.grpc.Channel;
import io.grpc.ClientInterceptors;
import io.grpc.Status;
import io.grpc.stub.StreamObserver;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** An engine that speaks the real contract and does what the test tells it. */
public final class ScriptedEngine implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final EngineId id;
    private final Channel channel;
    private final int workers;
    private final BlockingQueue<EngineCommand> commands = new LinkedBlockingQueue<>();
    private final List<EngineCommand> skipped = new ArrayList<>();
    private final Map<String, RunnerReport> resident = new LinkedHashMap<>();
    private String incarnation = Ids.random();
    private @Nullable StreamObserver<EngineMessage> control;
    private @Nullable StreamObserver<EngineDataMessage> data;
    private volatile @Nullable Throwable brokenBy;

    public ScriptedEngine(Channel channel, InternalKey key, int workers) {
        this.id = EngineId.random();
        this.workers = workers;
        this.channel = ClientInterceptors.intercept(
                channel, Credentials.attach(key.credentialOf(Principal.engine(id.value()))));
    }

    public EngineId id() {
        return id;
    }

    public String worker(int index) {
        return id.value() + "-" + index;
    }

    /** Opens both streams and waits for the welcome. */
    public ScriptedEngine connect(HeldTask... held) {
        return connect(List.of(held), List.of());
    }

    public ScriptedEngine connect(List<HeldTask> held, List<TaskResult> results) {
        brokenBy = null;
        control = EngineControlGrpc.newStub(channel).connect(new Commands());
        EngineHello.Builder hello = EngineHello.newBuilder()
                .setEngineId(id.value())
                .setIncarnation(incarnation)
                .addAllRunners(resident.values())
                .addAllHeld(held)
                .addAllResults(results)
                .setCapabilities(EngineCapabilities.newBuilder().setJailed(true).setDepth(8));
        for (int i = 0; i < workers; i++) {
            hello.addWorkers(
                    WorkerOffer.newBuilder().setWorkerId(worker(i)).setIndex(i).setRamBytes(8L << 30));
        }
        send(EngineMessage.newBuilder().setHello(hello).build());
        await(EngineCommand::hasWelcome);
        data = EngineDataGrpc.newStub(channel).stream(new Credits());
        return this;
    }

    /** Breaks the streams as a lost network does; the process lives on. */
    public void disconnect() {
        StreamObserver<EngineMessage> open = control;
        if (open != null) {
            control = null;
            open.onError(Status.CANCELLED.asRuntimeException());
        }
        data = null;
    }

    /** Comes back as another process. */
    public void restart() {
        disconnect();
        incarnation = Ids.random();
        resident.clear();
        commands.clear();
        skipped.clear();
        connect();
    }

    public void heartbeat(long sequence) {
        send(EngineMessage.newBuilder()
                .setHeartbeat(EngineHeartbeat.newBuilder().setSequence(sequence))
                .build());
    }

    public Assign awaitAssign() {
        return await(EngineCommand::hasAssign).getAssign();
    }

    public Assign awaitAssign(String taskId) {
        return await(command -> command.hasAssign()
                        && command.getAssign().getSpec().getTaskId().equals(taskId))
                .getAssign();
    }

    /** The runner of this assignment is set up; said again with every Hello until it is gone. */
    public void warm(Assign assign) {
        RunnerReport report = runnerOf(assign)
                .setPhase(RunnerPhase.RUNNER_PHASE_WARM)
                .setRamBytes(64L << 20)
                .setColdStartMicroseconds(80_000)
                .build();
        resident.put(nameOf(assign), report);
        send(EngineMessage.newBuilder().setRunner(report).build());
    }

    /** The runner of this assignment has ended. */
    public void gone(Assign assign) {
        resident.remove(nameOf(assign));
        send(EngineMessage.newBuilder()
                .setRunner(runnerOf(assign).setPhase(RunnerPhase.RUNNER_PHASE_GONE))
                .build());
    }

    /** The runner of this assignment ends while nobody can be told. */
    public void losesSilently(Assign assign) {
        resident.remove(nameOf(assign));
    }

    private static RunnerReport.Builder runnerOf(Assign assign) {
        return RunnerReport.newBuilder()
                .setWorkerId(assign.getWorkerId())
                .setTeamId(assign.getSpec().getTeamId())
                .setSetupHash(assign.getSpec().getSetupHash())
                .setSessionId(assign.getSpec().getSession().getSessionId());
    }

    private static String nameOf(Assign assign) {
        return assign.getWorkerId()
                + assign.getSpec().getSetupHash()
                + assign.getSpec().getSession().getSessionId();
    }

    public void progress(Assign assign, TaskStatus status) {
        send(EngineMessage.newBuilder()
                .setProgress(TaskProgress.newBuilder()
                        .setTaskId(assign.getSpec().getTaskId())
                        .setAttempt(assign.getAttempt())
                        .setStatus(status))
                .build());
    }

    public void complete(Assign assign, String output) {
        result(resultOf(assign, Outcome.OUTCOME_COMPLETED)
                .setOutput(ByteString.copyFromUtf8(output))
                .build());
    }

    public void result(TaskResult result) {
        send(EngineMessage.newBuilder().setResult(result).build());
    }

    public void confirmRecall(String taskId, int attempt) {
        send(EngineMessage.newBuilder()
                .setRecallReply(RecallReply.newBuilder()
                        .setTaskId(taskId)
                        .setAttempt(attempt)
                        .setConfirmed(true))
                .build());
    }

    public static TaskResult.Builder resultOf(Assign assign, Outcome outcome) {
        return TaskResult.newBuilder()
                .setTaskId(assign.getSpec().getTaskId())
                .setAttempt(assign.getAttempt())
                .setOutcome(outcome)
                .setStarted(true)
                .setRunMicroseconds(500);
    }

    public static HeldTask held(Assign assign, TaskStatus status, boolean started) {
        return HeldTask.newBuilder()
                .setTaskId(assign.getSpec().getTaskId())
                .setAttempt(assign.getAttempt())
                .setWorkerId(assign.getWorkerId())
                .setStatus(status)
                .setStarted(started)
                .build();
    }

    public void log(Assign assign, long sequence, String content) {
        sendData(EngineDataMessage.newBuilder()
                .setTaskId(assign.getSpec().getTaskId())
                .setAttempt(assign.getAttempt())
                .setLog(LogChunk.newBuilder()
                        .setSequence(sequence)
                        .setContent(content)
                        .setType(LogType.LOG_TYPE_RUN))
                .build());
    }

    public void partial(Assign assign, long sequence, String output) {
        sendData(EngineDataMessage.newBuilder()
                .setTaskId(assign.getSpec().getTaskId())
                .setAttempt(assign.getAttempt())
                .setOutput(PartialOutput.newBuilder().setSequence(sequence).setOutput(ByteString.copyFromUtf8(output)))
                .build());
    }

    /** The next command like this; the others are kept for later calls. */
    public EngineCommand await(Predicate<EngineCommand> wanted) {
        for (EngineCommand earlier : skipped) {
            if (wanted.test(earlier)) {
                skipped.remove(earlier);
                return earlier;
            }
        }
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (true) {
            EngineCommand command = poll(deadline);
            if (wanted.test(command)) {
                return command;
            }
            skipped.add(command);
        }
    }

    public @Nullable Throwable brokenBy() {
        return brokenBy;
    }

    @Override
    public void close() {
        disconnect();
    }

    private EngineCommand poll(long deadline) {
        try {
            EngineCommand command = commands.poll(deadline - System.nanoTime(), TimeUnit.NANOSECONDS);
            if (command == null) {
                throw new AssertionError(
                        "engine " + id + " waited in vain; skipped " + skipped + ", broken by " + brokenBy);
            }
            return command;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }

    private void send(EngineMessage message) {
        StreamObserver<EngineMessage> open = control;
        if (open == null) {
            throw new AssertionError("engine " + id + " is not connected");
        }
        open.onNext(message);
    }

    private void sendData(EngineDataMessage message) {
        StreamObserver<EngineDataMessage> open = data;
        if (open == null) {
            throw new AssertionError("engine " + id + " is not connected");
        }
        open.onNext(message);
    }

    private final class Commands implements StreamObserver<EngineCommand> {
        @Override
        public void onNext(EngineCommand command) {
            commands.add(command);
        }

        @Override
        public void onError(Throwable error) {
            brokenBy = error;
        }

        @Override
        public void onCompleted() {}
    }

    private static final class Credits implements StreamObserver<EngineDataCredit> {
        @Override
        public void onNext(EngineDataCredit credit) {}

        @Override
        public void onError(Throwable error) {}

        @Override
        public void onCompleted() {}
    }
}
