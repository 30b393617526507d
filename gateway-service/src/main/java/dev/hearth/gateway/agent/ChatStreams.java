package dev.hearth.gateway.agent;

import dev.hearth.gateway.stream.OpenStreams;
import dev.hearth.gateway.stream.StreamConfig;
import dev.hearth.gateway.team.Caller;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;

/** Answers requests with chat streams. */
@ApplicationScoped
public class ChatStreams {
    private final AgentsClient agents;
    private final ShownDocuments documents;
    private final StreamConfig streamConfig;
    private final AgentsConfig config;
    private final OpenStreams open;

    public ChatStreams(
            AgentsClient agents,
            ShownDocuments documents,
            StreamConfig streamConfig,
            AgentsConfig config,
            OpenStreams open) {
        this.agents = agents;
        this.documents = documents;
        this.streamConfig = streamConfig;
        this.config = config;
        this.open = open;
    }

    /** Follows a chat for as long as the client stays. */
    void follow(RoutingContext context, Caller caller, String chat) {
        ChatStream stream = new ChatStream(context, caller.team(), documents, streamConfig, config.idleDelay(), open);
        stream.fedBy(agents.watch(AgentRequests.resource(caller, chat), stream));
    }
}
