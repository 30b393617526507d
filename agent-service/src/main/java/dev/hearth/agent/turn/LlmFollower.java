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
import java.util.stream.IntStream;
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
    private List<ContentPart> said;
    private @Nullable TaskRun run;
    private boolean submitted;
    private boolean over;

    /** @param said what is stored of its answer; a process that is gone may have heard it */
    LlmFollower(
            LlmCall call,
            List<ContentPart> said,
            Caller caller,
            AppCalls calls,
            LlmReader reader,
            Executor lane,
            Listener listener) {
        this.call = call;
        this.said = said;
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

    /**
     * The task is not wanted any more. Its submission may be under way still, here or from a process that is gone: a task
     * that is not found is looked for again.
     */
    void cancel() {
        if (!over) {
            Uni.createFrom()
                    .deferred(() -> calls.cancel(caller, call.task(), false))
                    .onFailure()
                    .retry()
                    .withBackOff(RETRY, RETRY.multipliedBy(8))
                    .atMost(CANCEL_TRIES)
                    .subscribe()
                    .with(_ -> {}, this::notCancelled);
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

    private void notCancelled(Throwable failure) {
        boolean isThere = !(failure instanceof ServiceException error && error.code() == ErrorCode.NOT_FOUND);
        if (submitted || isThere) {
            LOG.warnf("an LLM task was not cancelled: taskId=%s reason=%s", call.task(), failure.toString());
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
        read(output);
        listener.spoke(this);
    }

    private void read(ByteString output) {
        try {
            List<ContentPart> heard = reader.read(output).content();
            if (!isBeginning(heard, said)) {
                said = heard;
            }
        } catch (IllegalArgumentException e) {
            // The last output decides whether this is an LLM app.
            LOG.debugf("a partial output is not an LLM's: taskId=%s reason=%s", call.task(), e.getMessage());
        }
    }

    /** A scheduler that took over knows of an older output than was heard before: what is said stays said. */
    static boolean isBeginning(List<ContentPart> heard, List<ContentPart> said) {
        return heard.size() <= said.size()
                && IntStream.range(0, heard.size()).allMatch(i -> isBeginning(heard.get(i), said.get(i)));
    }

    private static boolean isBeginning(ContentPart heard, ContentPart said) {
        return switch (heard) {
            case ContentPart.Text(String text) -> said instanceof ContentPart.Text(String all) && all.startsWith(text);
            case ContentPart.Reasoning(String text) ->
                said instanceof ContentPart.Reasoning(String all) && all.startsWith(text);
            default -> heard.equals(said);
        };
    }

    private void ended(CalledTask task) {
        if (over) {
            return;
        }
        over = true;
        switch (task.status()) {
            case COMPLETED -> completed(task.output());
            case CANCELLED -> brokeOff(task, null);
            case FAILED, LIVE -> brokeOff(task, reason(task));
        }
    }

    /** Its last words may have been said while nobody listened. */
    private void brokeOff(CalledTask task, @Nullable String error) {
        if (task.output() != null) {
            read(task.output());
        }
        listener.failed(this, error);
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
        return ContentPart.Failure.textOf(error, task.errorCode());
    }
}
