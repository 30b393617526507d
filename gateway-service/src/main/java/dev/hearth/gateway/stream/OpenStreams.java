package dev.hearth.gateway.stream;

import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** The streams that are open, so that a stopping gateway can send their clients elsewhere. */
@ApplicationScoped
public class OpenStreams {
    private final Set<OpenStream> open = ConcurrentHashMap.newKeySet();

    public void add(OpenStream stream) {
        open.add(stream);
    }

    public void remove(OpenStream stream) {
        open.remove(stream);
    }

    /** Drops every stream before its end, each in the way its client takes as a reason to come back. Part of stopping. */
    public void dropAll() {
        List.copyOf(open).forEach(OpenStream::drop);
    }
}
