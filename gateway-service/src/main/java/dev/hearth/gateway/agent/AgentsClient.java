package dev.hearth.gateway.agent;

import dev.hearth.proto.v1.AgentsGrpc;
import dev.hearth.proto.v1.Document;
import dev.hearth.proto.v1.ResourceRequest;
import io.grpc.MethodDescriptor;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Vertx;
import jakarta.enterprise.context.ApplicationScoped;

/**
 * The one way from here to agent-service. Survives its restarts as far as that is safe, and answers {@code unavailable} when
 * it does not come back within the budget. What it answers comes on the context that asked.
 */
@ApplicationScoped
public class AgentsClient {
    private static final byte[] NULL = {'n', 'u', 'l', 'l'};

    private final Vertx vertx;
    private final AgentsLink link;
    private final AgentsConfig config;

    public AgentsClient(Vertx vertx, AgentsLink link, AgentsConfig config) {
        this.vertx = vertx;
        this.link = link;
        this.config = config;
    }

    /** Asks for what a second request would answer alike. */
    <Q> Uni<byte[]> ask(MethodDescriptor<Q, Document> method, Q request) {
        return call(method, request, true);
    }

    /** Asks for a change that must not be made twice. */
    <Q> Uni<byte[]> askOnce(MethodDescriptor<Q, Document> method, Q request) {
        return call(method, request, false);
    }

    /** Follows a chat for as long as the watcher wants. On the caller's context, which hears everything. */
    ChatWatch watch(ResourceRequest chat, ChatWatcher watcher) {
        ChatWatch watch = new ChatWatch(vertx, link, config, AgentsGrpc.getWatchChatMethod(), chat, watcher);
        watch.start();
        return watch;
    }

    private <Q> Uni<byte[]> call(MethodDescriptor<Q, Document> method, Q request, boolean repeatable) {
        return Uni.createFrom()
                .<Document>emitter(
                        emitter -> new AgentsCall<>(vertx, link, config, method, request, repeatable, emitter).start())
                .map(document ->
                        document.getJson().isEmpty() ? NULL : document.getJson().toByteArray());
    }
}
