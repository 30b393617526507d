package dev.hearth.credentials;

import io.grpc.Context;
import io.grpc.Contexts;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.Status;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/**
 * Lets a call in only with a credential made with this installation's key, else {@code UNAUTHENTICATED}; engines only to
 * the services named, else {@code PERMISSION_DENIED}. The principal of a call is in {@link #CALLER}. A service registers
 * one as a bean with {@code @GlobalInterceptor}.
 */
public class CredentialServerInterceptor implements ServerInterceptor {
    /** The principal whose call is being handled. */
    public static final Context.Key<Principal> CALLER = Context.key("hearth-caller");

    /** Verified credentials are few and long-lived; the bound keeps forged ones from filling memory. */
    private static final int MAX_REMEMBERED = 1024;

    private final InternalKey key;
    private final Set<String> openToEngines;
    private final ConcurrentMap<String, Principal> verified = new ConcurrentHashMap<>();

    /**
     * @param openToEngines full names of the gRPC services that engines may call, such as {@code hearth.v1.Files}
     */
    public CredentialServerInterceptor(InternalKey key, Set<String> openToEngines) {
        this.key = key;
        this.openToEngines = Set.copyOf(openToEngines);
    }

    @Override
    public <Q, A> ServerCall.Listener<Q> interceptCall(
            ServerCall<Q, A> call, Metadata headers, ServerCallHandler<Q, A> next) {
        Optional<Principal> caller =
                Optional.ofNullable(headers.get(Credentials.HEADER)).flatMap(this::principalOf);
        if (caller.isEmpty()) {
            return refuse(call, Status.UNAUTHENTICATED.withDescription("internal calls need a credential"));
        }
        String service = call.getMethodDescriptor().getServiceName();
        if (caller.get().kind() == Principal.Kind.ENGINE && !openToEngines.contains(service)) {
            return refuse(call, Status.PERMISSION_DENIED.withDescription("engines may not call " + service));
        }
        return Contexts.interceptCall(Context.current().withValue(CALLER, caller.get()), call, headers, next);
    }

    private Optional<Principal> principalOf(String header) {
        String credential = header.startsWith("Bearer ") ? header.substring("Bearer ".length()) : header;
        Principal known = verified.get(credential);
        if (known != null) {
            return Optional.of(known);
        }
        Optional<Principal> principal = key.verify(credential);
        if (verified.size() < MAX_REMEMBERED) {
            principal.ifPresent(found -> verified.put(credential, found));
        }
        return principal;
    }

    private static <Q, A> ServerCall.Listener<Q> refuse(ServerCall<Q, A> call, Status status) {
        call.close(status, new Metadata());
        return new ServerCall.Listener<>() {};
    }
}
