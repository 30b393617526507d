package dev.hearth.gateway.drain;

import dev.hearth.gateway.http.Admission;
import dev.hearth.gateway.run.WaitingRuns;
import dev.hearth.gateway.stream.OpenStreams;
import io.quarkus.runtime.ShutdownDelayInitiatedEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import org.jboss.logging.Logger;

/**
 * Empties the gateway before anything of it closes: new requests get a 503 and go elsewhere, streams break off so that their
 * clients come back to another gateway, requests under way end. Tasks are not touched, they are not ours.
 */
@ApplicationScoped
public class Drain {
    private static final Logger LOG = Logger.getLogger(Drain.class);

    private final Admission admission;
    private final OpenStreams streams;
    private final WaitingRuns waiting;
    private final DrainConfig config;

    public Drain(Admission admission, OpenStreams streams, WaitingRuns waiting, DrainConfig config) {
        this.admission = admission;
        this.streams = streams;
        this.waiting = waiting;
        this.config = config;
    }

    void onStop(@Observes ShutdownDelayInitiatedEvent event) throws InterruptedException {
        drain();
    }

    /** Returns when the last request has ended, or the grace has. */
    public void drain() throws InterruptedException {
        admission.close();
        streams.dropAll();
        LOG.infof("draining: requests=%d", admission.inside());
        long answering = config.answering().toNanos();
        if (admission.awaitEmpty(config.grace().toNanos() - answering)) {
            return;
        }
        waiting.answerAll();
        if (!admission.awaitEmpty(answering)) {
            LOG.warnf("requests did not end within the grace: requests=%d", admission.inside());
        }
    }
}
