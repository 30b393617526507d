package dev.hearth.gateway.replica;

import io.grpc.LoadBalancerRegistry;
import io.grpc.NameResolverRegistry;
import io.grpc.netty.NettyChannelBuilder;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.List;

/**
 * Channels to services with several replicas. A channel is connected to all of them and calls go to each in turn, so that a
 * replica that is stopped costs the calls it had taken and no other.
 */
public final class ReplicaChannels {
    static {
        NameResolverRegistry.getDefaultRegistry().register(new AddressListProvider());
        LoadBalancerRegistry.getDefaultRegistry().register(new ReplicaBalancer());
    }

    private ReplicaChannels() {}

    /**
     * A channel that is still to be built.
     *
     * @param addresses {@code host:port}; a name that stands for several addresses counts as all of them
     */
    public static NettyChannelBuilder to(List<String> addresses) {
        if (addresses.isEmpty()) {
            throw new IllegalArgumentException("no address is named");
        }
        return NettyChannelBuilder.forTarget(target(AddressListProvider.SCHEME, String.join(",", addresses))
                        .toString())
                .defaultLoadBalancingPolicy(ReplicaBalancer.POLICY)
                .disableServiceConfigLookUp();
    }

    static URI target(String scheme, String path) {
        try {
            return new URI(scheme, "", "/" + path, null);
        } catch (URISyntaxException e) {
            throw new IllegalArgumentException("not an address: " + path, e);
        }
    }
}
