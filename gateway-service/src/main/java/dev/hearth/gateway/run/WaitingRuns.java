package dev.hearth.gateway.run;

import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** The runs whose clients wait, so that a stopping gateway can answer them. */
@ApplicationScoped
public class WaitingRuns {
    private final Set<WaitingRun> open = ConcurrentHashMap.newKeySet();

    void add(WaitingRun run) {
        open.add(run);
    }

    void remove(WaitingRun run) {
        open.remove(run);
    }

    /** Answers each with its task as it stands, as if its hold had passed. */
    public void answerAll() {
        List.copyOf(open).forEach(WaitingRun::answerNow);
    }
}
