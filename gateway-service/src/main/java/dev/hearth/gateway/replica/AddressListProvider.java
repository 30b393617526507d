package dev.hearth.gateway.replica;

import io.grpc.NameResolver;
import io.grpc.NameResolverProvider;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.URI;
import java.util.Collection;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Makes one target of several: {@code address-list:///host:port,host:port}, each resolved as {@code dns:///host:port}. */
final class AddressListProvider extends NameResolverProvider {
    static final String SCHEME = "address-list";

    @Override
    public @Nullable NameResolver newNameResolver(URI target, NameResolver.Args args) {
        if (!SCHEME.equals(target.getScheme())) {
            return null;
        }
        NameResolver.Factory dns = args.getNameResolverRegistry().asFactory();
        return new AddressListResolver(
                Stream.of(target.getPath().substring(1).split(","))
                        .map(address -> dns.newNameResolver(ReplicaChannels.target("dns", address.strip()), args))
                        .toList(),
                args);
    }

    @Override
    public String getDefaultScheme() {
        return SCHEME;
    }

    @Override
    public Collection<Class<? extends SocketAddress>> getProducedSocketAddressTypes() {
        return Set.of(InetSocketAddress.class);
    }

    @Override
    protected boolean isAvailable() {
        return true;
    }

    /** Below that of DNS: a target without a scheme is none of these. */
    @Override
    protected int priority() {
        return 1;
    }
}
