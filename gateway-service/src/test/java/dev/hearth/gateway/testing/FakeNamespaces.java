package dev.hearth.gateway.testing;

import dev.hearth.errors.ErrorCode;
import dev.hearth.errors.ServiceException;
import dev.hearth.gateway.agent.AgentNamespaces;
import dev.hearth.gateway.team.Caller;
import io.smallrye.mutiny.Uni;

/** Every team's own is {@code own}; {@code theirs} is another team's, everything else is free. */
public final class FakeNamespaces implements AgentNamespaces {
    @Override
    public Uni<String> forNewAgent(Caller caller, String named) {
        if (named.equals("theirs")) {
            return Uni.createFrom()
                    .failure(new ServiceException(ErrorCode.FORBIDDEN, "namespace theirs belongs to another team"));
        }
        return Uni.createFrom().item(named.isEmpty() ? "own" : named);
    }
}
