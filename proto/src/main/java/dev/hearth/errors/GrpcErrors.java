package dev.hearth.errors;

import io.grpc.Metadata;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;

/**
 * The one mapping between {@link ServiceException} and gRPC. The code travels in the trailer {@code hearth-error}; a
 * status without it is not a caller's error.
 */
public final class GrpcErrors {
    /** Wire string of the {@link ErrorCode}. */
    public static final Metadata.Key<String> CODE = Metadata.Key.of("hearth-error", Metadata.ASCII_STRING_MARSHALLER);

    /** {@link ServiceException#details}, if there are any. */
    public static final Metadata.Key<byte[]> DETAILS =
            Metadata.Key.of("hearth-error-details-bin", Metadata.BINARY_BYTE_MARSHALLER);

    /** {@code host:port} of the leader, beside {@link ErrorCode#NOT_LEADER}. */
    public static final Metadata.Key<String> LEADER =
            Metadata.Key.of("hearth-leader", Metadata.ASCII_STRING_MARSHALLER);

    /** How a client tells them that came at an unlucky moment. */
    private static final List<String> ENDS_OF_CONNECTIONS = List.of("RST_STREAM", "GOAWAY", "channel closed");

    private GrpcErrors() {}

    public static StatusRuntimeException toGrpc(ServiceException error) {
        return toGrpc(error, new Metadata());
    }

    /** The standby's answer: ask the leader at this address instead; empty: nobody leads just now. */
    public static StatusRuntimeException notLeader(String leaderAddress) {
        Metadata trailers = new Metadata();
        trailers.put(LEADER, leaderAddress);
        return toGrpc(new ServiceException(ErrorCode.NOT_LEADER, "this replica does not lead"), trailers);
    }

    /** The declared error inside a failure that came over gRPC, if there is one. */
    public static Optional<ServiceException> fromGrpc(Throwable failure) {
        Metadata trailers = Status.trailersFromThrowable(failure);
        if (trailers == null) {
            return Optional.empty();
        }
        String message = Optional.ofNullable(Status.fromThrowable(failure).getDescription())
                .orElse("");
        return Optional.ofNullable(trailers.get(CODE))
                .flatMap(ErrorCode::ofWire)
                .map(code -> new ServiceException(code, message, detailsIn(trailers), failure));
    }

    /**
     * Whether a call that was answered with no declared error ended with its connection, or never had one: another attempt
     * may heal it, whatever the first may have done. An error of the service itself is none of these.
     */
    public static boolean isConnectionLost(Throwable failure) {
        Status status = Status.fromThrowable(failure);
        String description = String.valueOf(status.getDescription());
        return switch (status.getCode()) {
            case UNAVAILABLE, CANCELLED, DEADLINE_EXCEEDED -> true;
            case INTERNAL, UNKNOWN -> ENDS_OF_CONNECTIONS.stream().anyMatch(description::contains);
            default -> false;
        };
    }

    /** Whether another attempt may heal a failure: whoever was asked is away, by its own word or with its connection. */
    public static boolean mayHeal(Throwable failure) {
        return fromGrpc(failure)
                .map(declared -> declared.code() == ErrorCode.UNAVAILABLE)
                .orElseGet(() -> isConnectionLost(failure));
    }

    /** A failure as the caller can understand it: the declared error inside it, else the failure itself. */
    public static Throwable declaredOf(Throwable failure) {
        return fromGrpc(failure).<Throwable>map(error -> error).orElse(failure);
    }

    /** The leader's address that came with {@link ErrorCode#NOT_LEADER}; empty when unknown. */
    public static Optional<String> leaderOf(Throwable failure) {
        Metadata trailers = Status.trailersFromThrowable(failure);
        return Optional.ofNullable(trailers == null ? null : trailers.get(LEADER))
                .filter(address -> !address.isEmpty());
    }

    private static String detailsIn(Metadata trailers) {
        byte[] details = trailers.get(DETAILS);
        return details == null ? "" : new String(details, StandardCharsets.UTF_8);
    }

    private static StatusRuntimeException toGrpc(ServiceException error, Metadata trailers) {
        trailers.put(CODE, error.code().wire());
        if (!error.details().isEmpty()) {
            trailers.put(DETAILS, error.details().getBytes(StandardCharsets.UTF_8));
        }
        return statusOf(error.code().kind())
                .withDescription(error.getMessage())
                .withCause(error)
                .asRuntimeException(trailers);
    }

    private static Status statusOf(ErrorCode.Kind kind) {
        return switch (kind) {
            case INVALID -> Status.INVALID_ARGUMENT;
            case UNAUTHENTICATED -> Status.UNAUTHENTICATED;
            case FORBIDDEN -> Status.PERMISSION_DENIED;
            case NOT_FOUND -> Status.NOT_FOUND;
            case METHOD_NOT_ALLOWED -> Status.UNIMPLEMENTED;
            case CONFLICT -> Status.ALREADY_EXISTS;
            case GONE, REQUIREMENTS_NOT_MET -> Status.FAILED_PRECONDITION;
            case TOO_LARGE -> Status.OUT_OF_RANGE;
            case RATE_LIMITED -> Status.RESOURCE_EXHAUSTED;
            case UNAVAILABLE -> Status.UNAVAILABLE;
            case INTERNAL -> Status.INTERNAL;
        };
    }
}
