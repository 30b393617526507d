package dev.hearth.worker.runner;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.hearth.ids.TaskId;
import dev.hearth.worker.data.LogStage;
import dev.hearth.worker.jail.Excess;
import dev.hearth.worker.jail.JailedProcess;
import dev.hearth.worker.jail.JailedProcess.ProcessEnd;
import dev.hearth.worker.jail.Mount;
import dev.hearth.worker.jail.ProcessLimits;
import dev.hearth.worker.secret.Mask;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.UnaryOperator;
import org.jboss.logging.Logger;

/**
 * One Python process with one app version and setup loaded. Its state is changed under its lock; its messages come on one thread of
 * its own. Any thread may call.
 */
public final class Runner {
    private static final Logger LOG = Logger.getLogger(Runner.class);
    /** A frame up to this size fits the socket's buffer whole, so that writing it never waits for the runner. */
    private static final int INLINE_BYTES = 64 * 1024;

    private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);
    private static final int MAX_IDLE_PAYLOAD_BYTES = 64 * 1024;
    private static final long SETTLE_NANOS = 1_000_000_000;
    private static final long OUTPUT_END_MILLIS = 500;
    private static final long EXIT_SECONDS = 2;

    private final String id;
    private final RunnerKey key;
    private final RunnerFolder folder;
    private final JailedProcess process;
    private final RunnerHandler handler;
    private final RunnerOutput output;
    private final boolean isJailed;
    private final Mask mask;
    private final ReentrantLock lock = new ReentrantLock();
    private RunnerState state = new RunnerState.Starting();
    private volatile LogStage stage = LogStage.SETUP;
    private final SocketChannel channel;
    private final FrameWriter writer;
    private final ReadWatch reading;
    private final Answers answers;
    private volatile boolean wasKilled;

    Runner(RunnerKey key, RunnerProcess started, boolean isJailed, Mask mask, RunnerHandler handler) {
        this.id = started.id();
        this.key = key;
        this.folder = started.folder();
        this.process = started.process();
        this.isJailed = isJailed;
        this.mask = mask;
        this.handler = handler;
        this.channel = started.channel();
        this.writer = new FrameWriter(channel);
        this.reading = new ReadWatch(process, writer);
        this.answers = new Answers(process);
        this.output = new RunnerOutput(
                id, process.output(), process::mark, mask, lines -> handler.onLines(this, stage, lines));
    }

    /** Begins to listen. */
    void begin() {
        change(now -> now instanceof RunnerState.Starting starting ? starting.connected() : now);
        // No virtual thread: one that waits for a socket is woken through a poller, two hand-overs more for each frame.
        Thread.ofPlatform().daemon().name("runner-" + id).start(this::listen);
        reading.start(id, this::kill);
    }

    public RunnerKey key() {
        return key;
    }

    public RunnerFolder folder() {
        return folder;
    }

    public RunnerState state() {
        lock.lock();
        try {
            return state;
        } finally {
            lock.unlock();
        }
    }

    /** Whether it may be called: warm, without a call, and not told to die. A killed process takes a moment to be gone. */
    public boolean isIdle() {
        return state() instanceof RunnerState.Idle && !wasKilled;
    }

    /** Whether app code sees the host's files where they are. */
    public boolean isJailed() {
        return isJailed;
    }

    /** Where app code sees a mount of this runner. */
    public Path inside(Mount mount) {
        return isJailed ? mount.inside() : mount.host();
    }

    public long memoryBytes() {
        return process.memoryBytes();
    }

    public ProcessLimits limits() {
        return process.limits();
    }

    /** The limit that the process, or one it started, has run into; such a process serves no other call. */
    public Excess excess() {
        return process.excess();
    }

    /** As {@link #excess}, from a moment ago: for those who ask time and again. */
    public Excess excessNowAndThen() {
        return process.excessNowAndThen();
    }

    /** Ends it as soon as it has run into its limit of memory. */
    public void endBeyondMemory() {
        process.endBeyondMemory();
    }

    /** Whether it was ended because it did not read what it was told. */
    public boolean isDeaf() {
        return reading.hasEndedIt();
    }

    public List<String> lastLines() {
        return output.lastLines();
    }

    /** Whether the engine itself ended the process. */
    public boolean wasKilled() {
        return wasKilled;
    }

    public void load(CallMetadata metadata, String defaultFunction, ByteBuffer setup) throws IOException {
        String root = inside(Mount.writable(folder.app(), "/app")).toString();
        send(EngineFrames.load(root, metadata, defaultFunction), setup);
    }

    /** The app is set up. */
    public void becomeWarm() {
        change(now -> now instanceof RunnerState.Loading loading ? loading.setUp() : now);
        stage = LogStage.RUN;
    }

    public void call(TaskId task, int attempt, String function, CallMetadata metadata, ByteBuffer input)
            throws IOException {
        change(now -> now instanceof RunnerState.Idle idle ? idle.run(task) : now);
        send(EngineFrames.call(task.value(), attempt, function, metadata), input);
    }

    /** The call has ended and what it left is cleared away. */
    public void becomeIdle() {
        change(now -> now instanceof RunnerState.Busy busy ? busy.finished() : now);
    }

    /** Does not wait: a process that reads nothing must not hold up whoever cancels. */
    public void cancel(TaskId task) {
        Thread.ofVirtual().start(() -> sendOrKill(EngineFrames.header("cancel", "task_id", task.value())));
    }

    /** Does what the process has asked for on another thread. Called by the one that hears it, which may have to wait. */
    public void answering(Runnable work) {
        answers.begin(work);
    }

    public void fetched(String requestId, String path, String uri, String contentType, long size, String filename) {
        sendOrKill(EngineFrames.header("fetched", "request_id", requestId)
                .put("path", path)
                .put("uri", uri)
                .put("content_type", contentType)
                .put("size", size)
                .put("filename", filename));
    }

    public void fetchFailed(String requestId, String message) {
        sendOrKill(EngineFrames.header("fetch_failed", "request_id", requestId).put("message", message));
    }

    public void uploaded(String requestId, String uri) {
        sendOrKill(EngineFrames.header("uploaded", "request_id", requestId).put("uri", uri));
    }

    public void uploadFailed(String requestId, String message) {
        sendOrKill(EngineFrames.header("upload_failed", "request_id", requestId).put("message", message));
    }

    /** Asks a runner to describe an app instead of loading it. */
    public void describe(ObjectNode manifest) throws IOException {
        ObjectNode header = EngineFrames.header("describe");
        header.put("root", inside(Mount.writable(folder.app(), "/app")).toString());
        header.set("manifest", manifest);
        send(header, NOTHING.duplicate());
    }

    /** Asks an idle runner to end in its own way, and ends it after the grace. */
    public void unload(long graceMillis) {
        boolean asked = change(now -> now instanceof RunnerState.Idle idle ? idle.unload() : now)
                instanceof RunnerState.Unloading;
        if (!asked) {
            kill();
            return;
        }
        Thread.ofVirtual().start(() -> {
            try {
                sendOrKill(EngineFrames.header("unload"));
                process.end().get(graceMillis, TimeUnit.MILLISECONDS);
            } catch (TimeoutException e) {
                kill();
            } catch (InterruptedException | ExecutionException e) {
                throw new IllegalStateException("waiting for a process cannot fail", e);
            }
        });
    }

    /** Ends the process and all it started, at once. */
    public void kill() {
        wasKilled = true;
        process.kill();
    }

    /** Waits until the lines written before now have been heard. */
    public void settleOutput() {
        output.settle(SETTLE_NANOS);
    }

    private void sendOrKill(ObjectNode header) {
        try {
            send(header, NOTHING.duplicate());
        } catch (IOException e) {
            // Whoever does not read any more cannot be talked to; its end is heard by the reading thread.
            LOG.debugf(e, "runner does not listen: %s", id);
            kill();
        }
    }

    private void send(ObjectNode header, ByteBuffer payload) throws IOException {
        byte[] head = EngineFrames.bytesOf(header);
        if (head.length + payload.remaining() <= INLINE_BYTES) {
            writer.write(head, payload);
            return;
        }
        Thread.ofVirtual().start(() -> {
            try {
                writer.write(head, payload);
            } catch (IOException e) {
                LOG.debugf(e, "runner does not listen: %s", id);
                kill();
            }
        });
    }

    private void listen() {
        try {
            FrameReader reader = new FrameReader(channel, this::maxPayloadBytes);
            for (Frame frame = reader.read(); frame != null; frame = reader.read()) {
                handler.onMessage(this, RunnerMessageParser.parse(frame).masked(mask));
            }
        } catch (IOException e) {
            LOG.debugf(e, "runner's socket broke: %s", id);
        } finally {
            end();
        }
    }

    /** Any number of runners may be resident; only those at work, one a worker, have something large to say. */
    private int maxPayloadBytes() {
        return switch (state()) {
            case RunnerState.Busy _, RunnerState.Loading _ -> Frame.MAX_PAYLOAD_BYTES;
            case RunnerState.Starting _, RunnerState.Idle _, RunnerState.Unloading _, RunnerState.Exited _ ->
                MAX_IDLE_PAYLOAD_BYTES;
        };
    }

    private void end() {
        ProcessEnd end = awaitEnd();
        change(_ -> new RunnerState.Exited(end.exitCode()));
        try {
            output.join(OUTPUT_END_MILLIS);
            channel.close();
        } catch (IOException e) {
            LOG.debugf(e, "socket does not close: %s", id);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        handler.onExit(this, end);
        try {
            folder.delete();
        } catch (IOException e) {
            LOG.warnf(e, "runner's folder stays: %s", id);
        }
    }

    /** A runner whose socket is closed ends by itself, or is ended. */
    private ProcessEnd awaitEnd() {
        try {
            return process.end().get(EXIT_SECONDS, TimeUnit.SECONDS);
        } catch (TimeoutException e) {
            kill();
            return process.end().join();
        } catch (InterruptedException | ExecutionException e) {
            throw new IllegalStateException("waiting for a process cannot fail", e);
        }
    }

    private RunnerState change(UnaryOperator<RunnerState> transition) {
        lock.lock();
        try {
            state = transition.apply(state);
            return state;
        } finally {
            lock.unlock();
        }
    }
}
