package dev.hearth.gateway.replica;

import io.grpc.ConnectivityState;
import io.grpc.EquivalentAddressGroup;
import io.grpc.LoadBalancer;
import io.grpc.util.ForwardingSubchannel;
import java.net.SocketAddress;
import java.util.List;
import java.util.function.Consumer;

/** The connection to one replica. What is asked here, may be asked on any thread. */
final class Replica extends ForwardingSubchannel {
    private final LoadBalancer.Subchannel connection;
    private final Consumer<Replica> onShutdown;
    private volatile SocketAddress address;
    private volatile boolean connected;

    Replica(LoadBalancer.Subchannel connection, List<EquivalentAddressGroup> addresses, Consumer<Replica> onShutdown) {
        this.connection = connection;
        this.onShutdown = onShutdown;
        this.address = first(addresses);
    }

    SocketAddress address() {
        return address;
    }

    boolean isConnected() {
        return connected;
    }

    @Override
    protected LoadBalancer.Subchannel delegate() {
        return connection;
    }

    @Override
    public void start(LoadBalancer.SubchannelStateListener listener) {
        connection.start(state -> {
            connected = state.getState() == ConnectivityState.READY;
            listener.onSubchannelState(state);
        });
    }

    @Override
    public void updateAddresses(List<EquivalentAddressGroup> addresses) {
        address = first(addresses);
        connection.updateAddresses(addresses);
    }

    @Override
    public void shutdown() {
        connected = false;
        onShutdown.accept(this);
        connection.shutdown();
    }

    /** One connection is made for each address. */
    private static SocketAddress first(List<EquivalentAddressGroup> addresses) {
        return addresses.getFirst().getAddresses().getFirst();
    }
}
