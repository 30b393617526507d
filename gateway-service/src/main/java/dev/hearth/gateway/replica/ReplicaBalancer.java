package dev.hearth.gateway.replica;

import io.grpc.ConnectivityState;
import io.grpc.LoadBalancer;
import io.grpc.LoadBalancerProvider;
import io.grpc.LoadBalancerRegistry;
import io.grpc.util.ForwardingLoadBalancerHelper;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** gRPC's {@code round_robin} among connected replicas, past those that have fallen silent. */
final class ReplicaBalancer extends LoadBalancerProvider {
    static final String POLICY = "hearth_replicas";

    @Override
    public LoadBalancer newLoadBalancer(LoadBalancer.Helper helper) {
        LoadBalancerProvider roundRobin =
                LoadBalancerRegistry.getDefaultRegistry().getProvider("round_robin");
        if (roundRobin == null) {
            throw new IllegalStateException("gRPC has no round_robin");
        }
        return roundRobin.newLoadBalancer(new Watching(helper));
    }

    @Override
    public boolean isAvailable() {
        return true;
    }

    @Override
    public int getPriority() {
        return 5;
    }

    @Override
    public String getPolicyName() {
        return POLICY;
    }

    /** Knows the replicas, and has a say in which one is picked. */
    private static final class Watching extends ForwardingLoadBalancerHelper {
        private final LoadBalancer.Helper helper;
        private final Set<Replica> replicas = ConcurrentHashMap.newKeySet();

        Watching(LoadBalancer.Helper helper) {
            this.helper = helper;
        }

        @Override
        protected LoadBalancer.Helper delegate() {
            return helper;
        }

        @Override
        public LoadBalancer.Subchannel createSubchannel(LoadBalancer.CreateSubchannelArgs args) {
            Replica replica = new Replica(helper.createSubchannel(args), args.getAddresses(), replicas::remove);
            replicas.add(replica);
            return replica;
        }

        @Override
        public void updateBalancingState(ConnectivityState state, LoadBalancer.SubchannelPicker picker) {
            helper.updateBalancingState(state, new Picker(picker, replicas));
        }
    }

    private static final class Picker extends LoadBalancer.SubchannelPicker {
        private final LoadBalancer.SubchannelPicker inTurn;
        private final Set<Replica> replicas;

        Picker(LoadBalancer.SubchannelPicker inTurn, Set<Replica> replicas) {
            this.inTurn = inTurn;
            this.replicas = replicas;
        }

        @Override
        public LoadBalancer.PickResult pickSubchannel(LoadBalancer.PickSubchannelArgs args) {
            LoadBalancer.PickResult picked = inTurn.pickSubchannel(args);
            ReplicaChoice choice = args.getCallOptions().getOption(ReplicaChoice.KEY);
            if (choice == null) {
                return picked;
            }
            // Other calls move the turn on, too: a replica may come up more than once.
            for (int left = 4 * replicas.size(); left > 0 && isSilent(picked, choice); left--) {
                picked = inTurn.pickSubchannel(args);
            }
            if (picked.getSubchannel() instanceof Replica replica) {
                choice.chose(replica, replicas);
            }
            return picked;
        }

        private static boolean isSilent(LoadBalancer.PickResult picked, ReplicaChoice choice) {
            return picked.getSubchannel() instanceof Replica replica && choice.avoids(replica);
        }
    }
}
