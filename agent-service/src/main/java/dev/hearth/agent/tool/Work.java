package dev.hearth.agent.tool;

import dev.hearth.agent.outbound.OutboundException;
import dev.hearth.errors.ServiceException;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.subscription.Cancellable;
import org.jboss.logging.Logger;

/** Work that was begun, with every way in which it may fail turned into an outcome. */
final class Work implements RunningTool {
    private static final Logger LOG = Logger.getLogger(Work.class);

    private final Uni<ToolOutcome> outcome;
    private final Cancellable begun;
    private final Runnable onCancel;

    private Work(String tool, Uni<? extends ToolOutcome> work, Runnable onCancel) {
        this.outcome = work.<ToolOutcome>map(item -> item)
                .onFailure()
                .recoverWithItem(failure -> outcomeOf(tool, failure))
                .map(Work::storable)
                .memoize()
                .indefinitely();
        this.onCancel = onCancel;
        this.begun = outcome.subscribe().with(_ -> {}, failure -> LOG.errorf(failure, "A tool's outcome was lost"));
    }

    /** Begins it at once, whether or not somebody asks for the outcome. Cancelling ends the subscription. */
    static RunningTool begin(String tool, Uni<? extends ToolOutcome> work) {
        return new Work(tool, work, () -> {});
    }

    /** The same, with more to do when it is cancelled. */
    static RunningTool begin(String tool, Uni<? extends ToolOutcome> work, Runnable onCancel) {
        return new Work(tool, work, onCancel);
    }

    /** It needs no time. */
    static RunningTool done(ToolOutcome outcome) {
        return begin("", Uni.createFrom().item(outcome));
    }

    @Override
    public Uni<ToolOutcome> outcome() {
        return outcome;
    }

    @Override
    public void cancel() {
        onCancel.run();
        begun.cancel();
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
