package dev.hearth.errors;

import io.grpc.ForwardingServerCall.SimpleForwardingServerCall;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import org.jboss.logging.Logger;

/**
 * Turns what a gRPC method threw into its answer: a {@link ServiceException} into its status and code; anything else, once
 * logged, into {@code INTERNAL} without its message. A service registers it as a bean with {@code @GlobalInterceptor}.
 */
public class ErrorInterceptor implements ServerInterceptor {
    private static final Logger LOG = Logger.getLogger(ErrorInterceptor.class);

    @Override
    public <Q, A> ServerCall.Listener<Q> interceptCall(
            ServerCall<Q, A> call, Metadata headers, ServerCallHandler<Q, A> next) {
        return next.startCall(
                new SimpleForwardingServerCall<>(call) {
                    @Override
                    public void close(Status status, Metadata trailers) {
                        if (trailers.containsKey(GrpcErrors.CODE)) { // complete, perhaps with the leader's address
                            super.close(status.withCause(null), trailers);
                        } else if (status.getCause() instanceof ServiceException error) {
                            StatusRuntimeException mapped = GrpcErrors.toGrpc(error);
                            Metadata merged = mapped.getTrailers() == null ? new Metadata() : mapped.getTrailers();
                            super.close(mapped.getStatus().withCause(null), merged);
                        } else if (isUndeclared(status)) {
                            LOG.errorf(
                                    status.getCause(),
                                    "call failed: %s",
                                    getMethodDescriptor().getFullMethodName());
                            super.close(Status.INTERNAL.withDescription("internal error"), new Metadata());
                        } else {
                            super.close(status, trailers);
                        }
                    }
                },
                headers);
    }

    private static boolean isUndeclared(Status status) {
        return status.getCode() == Status.Code.UNKNOWN || status.getCode() == Status.Code.INTERNAL;
    }
}
