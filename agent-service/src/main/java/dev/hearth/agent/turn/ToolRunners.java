package dev.hearth.agent.turn;

import dev.hearth.agent.chat.InvocationStatus;
import dev.hearth.agent.chat.ToolInvocation;
import dev.hearth.agent.definition.ResolvedAgent;
import dev.hearth.agent.tool.RunningTool;
import dev.hearth.agent.tool.ToolBox;
import dev.hearth.agent.tool.ToolOutcome;
import dev.hearth.agent.tool.ToolUse;
import dev.hearth.ids.ToolInvocationId;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import org.jboss.logging.Logger;

/** The tools of one turn that are at work. All of it runs on the turn's lane. */
final class ToolRunners {
    private static final Logger LOG = Logger.getLogger(ToolRunners.class);

    private final ToolBox tools;
    private final ResolvedAgent agent;
    private final Executor lane;
    private final Consumer<TurnEvent.ToolEnded> listener;
    private final Map<Attempt, RunningTool> running = new HashMap<>();
    private final Set<Attempt> recordedHere = new HashSet<>();
    /** Attempts whose outcome is on its way to the state, which still shows them in progress: never to be started again. */
    private final Set<Attempt> endedHere = new HashSet<>();

    /** Attempts that were ended, of which nobody knows whether they had their effect. */
    private final Set<Attempt> unknown = new HashSet<>();

    private boolean left;

    ToolRunners(ToolBox tools, ResolvedAgent agent, Executor lane, Consumer<TurnEvent.ToolEnded> listener) {
        this.tools = tools;
        this.agent = agent;
        this.lane = lane;
        this.listener = listener;
    }

    private record Attempt(ToolInvocationId invocation, int number) {
        static Attempt of(ToolInvocation invocation) {
            return new Attempt(invocation.id(), invocation.attempt());
        }
    }

    /** Notes which attempts this process has recorded itself: nobody can have started those before. */
    void recorded(TurnState before, TurnState after) {
        for (ToolInvocation invocation : TurnStore.changed(before.invocations(), after.invocations())) {
            if (invocation.status() == InvocationStatus.IN_PROGRESS) {
                recordedHere.add(Attempt.of(invocation));
            }
        }
    }

    /** Starts what is recorded as in progress and does not run here. */
    void startWhatIsRecorded(TurnState state) {
        for (ToolInvocation invocation : state.asked()) {
            Attempt attempt = Attempt.of(invocation);
            if (invocation.status() == InvocationStatus.IN_PROGRESS
                    && !running.containsKey(attempt)
                    && !endedHere.contains(attempt)) {
                start(state, invocation, attempt);
            }
        }
    }

    /**
     * Ends the work of what is in progress before and not after.
     *
     * @return those of which nobody knows whether they had their effect
     */
    Set<ToolInvocationId> cancelWhatEnds(TurnState before, TurnState after) {
        Set<ToolInvocationId> unknownOnes = new HashSet<>();
        for (ToolInvocation invocation : before.asked()) {
            boolean goesOn = after.find(invocation.id())
                    .filter(next ->
                            next.status() == InvocationStatus.IN_PROGRESS && next.attempt() == invocation.attempt())
                    .isPresent();
            if (invocation.status() == InvocationStatus.IN_PROGRESS && !goesOn) {
                cancel(after, invocation);
                if (unknown.contains(Attempt.of(invocation))) {
                    unknownOnes.add(invocation.id());
                }
            }
        }
        return unknownOnes;
    }

    /** Hears of none any more; what runs goes on. */
    void leave() {
        left = true;
    }

    private void cancel(TurnState after, ToolInvocation invocation) {
        boolean wasCancelled = after.find(invocation.id())
                .filter(next -> next.status() == InvocationStatus.CANCELLED)
                .isPresent();
        if (!wasCancelled) {
            return; // a hook's receiver has answered already, and its request may end in peace
        }
        Attempt attempt = Attempt.of(invocation);
        RunningTool tool = running.remove(attempt);
        if (tool == null && !recordedHere.contains(attempt) && !endedHere.contains(attempt)) {
            // A process that is gone may have started it.
            tool = tools.start(use(after, invocation, true));
        }
        if (tool != null) {
            tool.cancel();
            if (tool.isUnknown()) {
                unknown.add(attempt);
            }
        }
    }

    private void start(TurnState state, ToolInvocation invocation, Attempt attempt) {
        boolean resumed = !recordedHere.contains(attempt);
        try {
            RunningTool tool = tools.start(use(state, invocation, resumed));
            running.put(attempt, tool);
            tool.outcome()
                    .emitOn(lane)
                    .subscribe()
                    .with(outcome -> ended(attempt, outcome), failure -> broke(attempt, failure));
        } catch (RuntimeException e) {
            broke(attempt, e);
        }
    }

    private ToolUse use(TurnState state, ToolInvocation invocation, boolean resumed) {
        return new ToolUse(agent.config(), agent.team(), state.chat(), invocation, resumed);
    }

    private void broke(Attempt attempt, Throwable failure) {
        LOG.errorf(failure, "a tool broke: invocationId=%s", attempt.invocation());
        ended(attempt, new ToolOutcome.Failed("The tool broke.", true, false));
    }

    private void ended(Attempt attempt, ToolOutcome outcome) {
        running.remove(attempt);
        endedHere.add(attempt);
        if (!left) {
            listener.accept(new TurnEvent.ToolEnded(attempt.invocation(), attempt.number(), outcome));
        }
    }
}
