package dev.hearth.gateway.replica;

import io.grpc.EquivalentAddressGroup;
import io.grpc.NameResolver;
import io.grpc.Status;
import io.grpc.StatusOr;
import io.grpc.SynchronizationContext;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Resolves several names to the addresses of all of them. A name that leads nowhere, or takes its time, keeps nobody from
 * those of the others. Lives in the channel's synchronization context.
 */
final class AddressListResolver extends NameResolver {
    private static final long AGAIN_SECONDS = 5;

    private final List<NameResolver> names;
    private final NameResolver.Args args;
    private final SynchronizationContext context;
    private final Map<Integer, StatusOr<List<EquivalentAddressGroup>>> found = new HashMap<>();
    private @Nullable Listener2 listener;
    private boolean over;

    AddressListResolver(List<NameResolver> names, NameResolver.Args args) {
        this.names = List.copyOf(names);
        this.args = args;
        this.context = args.getSynchronizationContext();
    }

    @Override
    public String getServiceAuthority() {
        return names.getFirst().getServiceAuthority();
    }

    @Override
    public void start(Listener2 told) {
        listener = told;
        for (int i = 0; i < names.size(); i++) {
            names.get(i).start(new One(i));
        }
    }

    @Override
    public void refresh() {
        names.forEach(NameResolver::refresh);
    }

    @Override
    public void shutdown() {
        over = true;
        names.forEach(NameResolver::shutdown);
    }

    private Status resolved(int index, StatusOr<List<EquivalentAddressGroup>> answer) {
        if (over) {
            return Status.OK;
        }
        StatusOr<List<EquivalentAddressGroup>> before = found.get(index);
        if (answer.hasValue() || before == null || !before.hasValue()) {
            found.put(index, answer); // an address that was good may still be
        }
        if (!answer.hasValue()) {
            context.schedule(
                    names.get(index)::refresh, AGAIN_SECONDS, TimeUnit.SECONDS, args.getScheduledExecutorService());
        }
        return tell(answer);
    }

    private Status tell(StatusOr<List<EquivalentAddressGroup>> newest) {
        Set<EquivalentAddressGroup> all = new LinkedHashSet<>();
        for (int i = 0; i < names.size(); i++) {
            StatusOr<List<EquivalentAddressGroup>> answer = found.get(i);
            if (answer != null && answer.hasValue()) {
                all.addAll(answer.getValue());
            }
        }
        Listener2 told = Objects.requireNonNull(listener, "start() comes first");
        if (!all.isEmpty()) {
            return told.onResult2(ResolutionResult.newBuilder()
                    .setAddressesOrError(StatusOr.fromValue(new ArrayList<>(all)))
                    .build());
        }
        if (found.size() == names.size() && !newest.hasValue()) {
            told.onError(newest.getStatus());
        }
        return Status.OK;
    }

    /** Hears what became of one name. */
    private final class One extends Listener2 {
        private final int index;

        One(int index) {
            this.index = index;
        }

        @Override
        public void onResult(ResolutionResult result) {
            context.execute(() -> resolved(index, result.getAddressesOrError()));
        }

        @Override
        public Status onResult2(ResolutionResult result) {
            return resolved(index, result.getAddressesOrError());
        }

        @Override
        public void onError(Status error) {
            context.execute(() -> resolved(index, StatusOr.fromStatus(error)));
        }
    }
}
