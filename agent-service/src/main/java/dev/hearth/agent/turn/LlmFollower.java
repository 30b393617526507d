package dev.hearth.agent.turn;

import com.google.protobuf.ByteString;
import dev.hearth.agent.access.Caller;
import dev.hearth.agent.calls.AppCall;
import dev.hearth.agent.calls.AppCalls;
import dev.hearth.agent.calls.CalledTask;
import dev.hearth.agent.calls.TaskRun;
import dev.hearth.agent.chat.ContentPart;
import dev.hearth.agent.llm.LlmReader;
import dev.hearth.agent.llm.LlmReply;
import dev.hearth.errors.ErrorCode;
import dev.hearth.errors.ServiceException;
import io.smallrye.mutiny.Uni;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Executor;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** Follows one LLM call from its question to its end. All of it runs on the turn's lane. */
final class LlmFollower {
    private static final Logger LOG = Logger.getLogger(LlmFollower.class);
    private static final Duration RETRY = Duration.ofMillis(100);
    private static final int CANCEL_TRIES = 5;

    private final LlmCall call;
    private final Caller caller;
    private final AppCalls calls;
    private final LlmReader reader;
    private final Executor lane;
    private final Listener listener;
    private List<ContentPart> said = List.of();
    private @Nullable TaskRun run;
    private boolean submitted;
    private boolean over;

    LlmFollower(LlmCall call, Caller caller, AppCalls calls, LlmReader reader, Executor lane, Listener listener) {
        this.call = call;
        this.caller = caller;
        this.calls = calls;
        this.reader = reader;
        this.lane = lane;
        this.listener = listener;
    }

    /** Is told what comes of the call. */
    interface Listener {
        void spoke(LlmFollower follower);

        void answered(LlmFollower follower, LlmReply reply);

        /** @param error null: somebody cancelled its task */
        void failed(LlmFollower follower, @Nullable String error);
    }

    LlmCall call() {
        return call;
    }

    /** What the LLM has said so far. */
    List<ContentPart> said() {
        return said;
    }

    void start(Uni<AppCall> question) {
        question.emitOn(lane).subscribe().with(this::submit, this::refused);
    }

    /** The task is not wanted any more. Its submission may be under way still: a task that is not found is looked for again. */
    void cancel() {
        if (!over && submitted) {
            Uni.createFrom()
                    .deferred(() -> calls.cancel(caller, call.task(), false))
                    .onFailure()
                    .retry()
                    .withBackOff(RETRY, RETRY.multipliedBy(8))
                    .atMost(CANCEL_TRIES)
                    .subscribe()
                    .with(
                            _ -> {},
                            failure -> LOG.warnf(
                                    "an LLM task was not cancelled: taskId=%s reason=%s",
                                    call.task(), failure.toString()));
        }
        leave();
    }

    /** Follows it no more; the task goes on. */
    void leave() {
        over = true;
        if (run != null) {
            run.close();
        }
    }

    private void submit(AppCall asked) {
        if (over) {
            return;
        }
        submitted = true;
        TaskRun started = calls.submitAndWatch(asked, output -> lane.execute(() -> heard(output)));
        run = started;
        started.end().emitOn(lane).subscribe().with(this::ended, this::refused);
    }

    private void heard(ByteString output) {
        if (over) {
            return;
        }
        try {
            said = reader.read(output).content();
            listener.spoke(this);
        } catch (IllegalArgumentException e) {
            // The last output decides whether this is an LLM app.
            LOG.debugf("a partial output is not an LLM's: taskId=%s reason=%s", call.task(), e.getMessage());
        }
    }

    private void ended(CalledTask task) {
        if (over) {
            return;
        }
        over = true;
        switch (task.status()) {
            case COMPLETED -> completed(task.output());
            case CANCELLED -> listener.failed(this, null);
            case FAILED, LIVE -> listener.failed(this, reason(task));
        }
    }

    private void completed(@Nullable ByteString output) {
        try {
            LlmReply reply = reader.read(output == null ? ByteString.copyFromUtf8("null") : output);
            listener.answered(this, reply);
        } catch (IllegalArgumentException e) {
            listener.failed(this, "The core app does not answer as an LLM app does: " + e.getMessage());
        }
    }

    private void refused(Throwable failure) {
        if (over) {
            return;
        }
        over = true;
        if (failure instanceof ServiceException error && error.code() != ErrorCode.INTERNAL) {
            listener.failed(this, error.getMessage());
        } else {
            LOG.errorf(failure, "an LLM call broke: taskId=%s", call.task());
            listener.failed(this, "The LLM could not be asked.");
        }
    }

    private static String reason(CalledTask task) {
        String error = task.error() == null ? "The LLM task failed." : task.error();
        return task.errorCode() == null ? error : "%s (%s)".formatted(error, task.errorCode());
    }
}
