package dev.hearth.gateway.replica;

import io.grpc.CallOptions;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Which replica one call goes to. Goes with the call as an option. Safe for any thread. */
public final class ReplicaChoice {
    static final CallOptions.Key<@Nullable ReplicaChoice> KEY = CallOptions.Key.create("hearth-replica-choice");

    private final SilentReplicas silent;
    private volatile @Nullable Replica chosen;
    private volatile Set<Replica> all = Set.of();

    ReplicaChoice(SilentReplicas silent) {
        this.silent = silent;
    }

    /** The options of the one call that this is for. */
    public CallOptions in(CallOptions options) {
        return options.withOption(KEY, this);
    }

    /** The replica has said something. */
    public void heard() {
        Replica replica = chosen;
        if (replica != null) {
            silent.heard(replica.address());
        }
    }

    /** The replica has not said anything for too long: calls go past it for a while. False: there is no other to go to. */
    public boolean giveUp() {
        Replica replica = chosen;
        if (replica == null
                || all.stream().noneMatch(other -> other != replica && other.isConnected() && !avoids(other))) {
            return false;
        }
        silent.add(replica.address());
        return true;
    }

    boolean avoids(Replica replica) {
        return silent.contains(replica.address());
    }

    void chose(Replica replica, Set<Replica> replicas) {
        all = replicas;
        chosen = replica;
    }
}
