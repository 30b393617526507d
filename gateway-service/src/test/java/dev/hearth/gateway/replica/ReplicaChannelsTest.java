package dev.hearth.gateway.replica;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hearth.credentials.Credentials;
import dev.hearth.credentials.InternalKey;
import dev.hearth.credentials.Principal;
import dev.hearth.gateway.testing.ScriptedAgents;
import dev.hearth.gateway.testing.ScriptedScheduler;
import dev.hearth.proto.v1.AgentsGrpc;
import dev.hearth.proto.v1.ResourceRequest;
import io.grpc.ManagedChannel;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class ReplicaChannelsTest {
    private static final String CREDENTIAL =
            new InternalKey(ScriptedScheduler.KEY).credentialOf(Principal.service("gateway"));

    @Test
    void aNameThatLeadsNowhereKeepsNobodyFromTheOthers() {
        try (ScriptedAgents agents = new ScriptedAgents()) {
            ManagedChannel channel = ReplicaChannels.to(List.of("nowhere.invalid:9084", " " + agents.address()))
                    .usePlaintext()
                    .build();

            AgentsGrpc.newBlockingStub(channel)
                    .withInterceptors(Credentials.attach(CREDENTIAL))
                    .withDeadlineAfter(30, TimeUnit.SECONDS)
                    .getChat(ResourceRequest.getDefaultInstance());

            assertThat(agents.requests()).isEqualTo(1);
            channel.shutdownNow();
        }
    }

    @Test
    void atLeastOneAddressIsNeeded() {
        assertThatThrownBy(() -> ReplicaChannels.to(List.of())).hasMessage("no address is named");
    }
}
