package dev.hearth.agent.tool;

import dev.hearth.agent.outbound.OutboundException;
import dev.hearth.agent.outbound.Sending;
import dev.hearth.errors.ServiceException;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.subscription.Cancellable;
import java.util.concurrent.CompletableFuture;
import java.util.function.BooleanSupplier;
import org.jboss.logging.Logger;

/** Work that was begun, with every way in which it may fail turned into an outcome. */
final class Work implements RunningTool {
    private static final Logger LOG = Logger.getLogger(Work.class);

    private final CompletableFuture<ToolOutcome> ended = new CompletableFuture<>();
    private final Cancellable begun;
    private final Runnable onCancel;
    private final BooleanSupplier hasActed;

    private Work(String tool, Uni<? extends ToolOutcome> work, Runnable onCancel, BooleanSupplier hasActed) {
        this.onCancel = onCancel;
        this.hasActed = hasActed;
        this.begun = work.<ToolOutcome>map(item -> item)
                .onFailure()
                .recoverWithItem(failure -> outcomeOf(tool, failure))
                .map(Work::storable)
                .subscribe()
                .with(ended::complete, failure -> LOG.errorf(failure, "A tool's outcome was lost"));
    }

    /** Begins it at once, whether or not somebody asks for the outcome. Cancelling it cancels the work. */
    static RunningTool begin(String tool, Uni<? extends ToolOutcome> work) {
        return new Work(tool, work, () -> {}, () -> false);
    }

    /** The same, with more to do when it is cancelled. */
    static RunningTool begin(String tool, Uni<? extends ToolOutcome> work, Runnable onCancel) {
        return new Work(tool, work, onCancel, () -> false);
    }

    /** The same, for work that sends one request. */
    static RunningTool begin(String tool, Uni<? extends ToolOutcome> work, Sending sending) {
        return new Work(tool, work, sending::close, sending::wasSent);
    }

    /** It needs no time. */
    static RunningTool done(ToolOutcome outcome) {
        return begin("", Uni.createFrom().item(outcome));
    }

    @Override
    public Uni<ToolOutcome> outcome() {
        return Uni.createFrom().completionStage(ended::copy); // whoever asks no more does not end it
    }

    @Override
    public void cancel() {
        onCancel.run();
        begun.cancel();
    }

    @Override
    public boolean isUnknown() {
        return hasActed.getAsBoolean() || (ended.getNow(null) instanceof ToolOutcome.Failed failed && failed.unknown());
    }

    /** PostgreSQL keeps every character but one. */
    private static ToolOutcome storable(ToolOutcome outcome) {
        return switch (outcome) {
            case ToolOutcome.Done done ->
                new ToolOutcome.Done(withoutNul(done.result()), done.data(), done.widget(), done.change());
            case ToolOutcome.Failed failed ->
                new ToolOutcome.Failed(withoutNul(failed.message()), failed.unknown(), failed.repeatable());
            case ToolOutcome.Waits _, ToolOutcome.Finished _ -> outcome;
        };
    }

    private static String withoutNul(String text) {
        return text.replace('\0', '\uFFFD');
    }

    private static ToolOutcome outcomeOf(String tool, Throwable failure) {
        return switch (failure) {
            case ToolFailedException known -> known.outcome();
            case OutboundException request ->
                new ToolOutcome.Failed(request.getMessage(), request.wasSent(), request.mayPass());
            case ServiceException refused -> new ToolOutcome.Failed(refused.getMessage(), false, false);
            default -> {
                LOG.errorf(failure, "Tool %s ended by a fault of this service", tool);
                yield new ToolOutcome.Failed("The tool failed for a reason that lies in the service.", true, false);
            }
        };
    }
}
