package dev.hearth.gateway.agent;

import dev.hearth.gateway.http.Replies;
import dev.hearth.gateway.team.Caller;
import dev.hearth.ids.TeamId;
import io.smallrye.mutiny.Uni;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import org.jspecify.annotations.Nullable;

/** Answers with documents of agent-service: 200 and a body for everything but a deletion. */
@ApplicationScoped
public class AgentReplies {
    private final ShownDocuments documents;

    public AgentReplies(ShownDocuments documents) {
        this.documents = documents;
    }

    void document(RoutingContext context, Caller caller, Uni<byte[]> document) {
        document(context, caller.team(), document);
    }

    /**
     * @param team null: nobody has proved to be anybody, and nothing of a team is shown
     */
    void document(RoutingContext context, @Nullable TeamId team, Uni<byte[]> document) {
        boolean knowsQueued = ShownDocuments.knowsQueued(context.request());
        document.chain(json -> team == null ? Uni.createFrom().item(json) : documents.shown(team, json, knowsQueued))
                .subscribe()
                .with(shown -> Replies.ok(context, shown), failure -> Replies.fail(context, failure));
    }

    void noContent(RoutingContext context, Uni<byte[]> done) {
        done.subscribe().with(_ -> Replies.noContent(context), failure -> Replies.fail(context, failure));
    }
}
