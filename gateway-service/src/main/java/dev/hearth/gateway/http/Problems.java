package dev.hearth.gateway.http;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonMappingException;
import dev.hearth.errors.ErrorCode;
import dev.hearth.errors.GrpcErrors;
import dev.hearth.errors.ServiceException;
import io.grpc.Status;
import io.grpc.StatusException;
import io.grpc.StatusRuntimeException;
import io.vertx.core.http.HttpClosedException;
import io.vertx.pgclient.PgException;
import io.vertx.sqlclient.ClosedConnectionException;
import jakarta.validation.ConstraintViolation;
import jakarta.validation.ConstraintViolationException;
import jakarta.ws.rs.WebApplicationException;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeoutException;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jboss.logging.Logger;

/** The one mapping from what was thrown to what is answered. What is nobody's declared error is logged here, once. */
public final class Problems {
    private static final Logger LOG = Logger.getLogger(Problems.class);
    private static final Pattern CAPITAL = Pattern.compile("[A-Z]");

    private Problems() {}

    /** What a client is told of this failure. */
    public static Problem of(Throwable failure) {
        return switch (failure) {
            case ServiceException error -> ofDeclared(error);
            case RequirementsNotMet error ->
                new Problem(
                        ErrorCode.REQUIREMENTS_NOT_MET, 412, String.valueOf(error.getMessage()), error.requirements());
            case ConstraintViolationException error -> invalid(violationsOf(error));
            case JsonMappingException error -> invalid(mappingText(error));
            case JsonProcessingException error -> invalid("malformed JSON: " + error.getOriginalMessage());
            case StatusRuntimeException error -> ofGrpc(error);
            case StatusException error -> ofGrpc(error);
            case WebApplicationException error -> ofWeb(error);
            case CompletionException error when error.getCause() != null -> of(error.getCause());
            default -> isStoreAway(failure) ? unavailable(failure) : internal(failure);
        };
    }

    private static Problem ofDeclared(ServiceException error) {
        if (error.code() == ErrorCode.REQUIREMENTS_NOT_MET && !error.details().isEmpty()) {
            List<Requirement> requirements = RequirementsJson.read(error.details());
            return new Problem(error.code(), 412, error.getMessage(), requirements);
        }
        return error.code() == ErrorCode.NOT_LEADER ? unavailable(error) : Problem.of(error.code(), error.getMessage());
    }

    private static Problem ofGrpc(Exception error) {
        Optional<ServiceException> declared = GrpcErrors.fromGrpc(error);
        if (declared.isPresent()) {
            return ofDeclared(declared.get());
        }
        return switch (Status.fromThrowable(error).getCode()) {
            case UNAVAILABLE, DEADLINE_EXCEEDED -> unavailable(error);
            default -> internal(error);
        };
    }

    private static Problem ofWeb(WebApplicationException error) {
        if (error.getCause() instanceof JsonProcessingException json) {
            return of(json);
        }
        int status = error.getResponse().getStatus();
        return switch (status) {
            case 401 -> Problem.of(ErrorCode.UNAUTHORIZED, "authentication is required");
            case 403 -> Problem.of(ErrorCode.FORBIDDEN, "not allowed");
            case 404 -> Problem.of(ErrorCode.NOT_FOUND, "no such resource");
            case 405 -> Problem.of(ErrorCode.METHOD_NOT_ALLOWED, "method not allowed");
            case 413 -> Problem.of(ErrorCode.PAYLOAD_TOO_LARGE, "the body is too large");
            default ->
                status >= 400 && status < 500
                        ? new Problem(ErrorCode.INVALID_REQUEST, status, String.valueOf(error.getMessage()), List.of())
                        : internal(error);
        };
    }

    /** A store or a service behind this one does not answer: the client may try again. */
    private static boolean isStoreAway(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            boolean away = cause instanceof ClosedConnectionException
                    || cause instanceof HttpClosedException
                    || cause instanceof TimeoutException
                    || cause instanceof IOException
                    || (cause instanceof PgException error && isAway(error));
            if (away) {
                return true;
            }
        }
        return false;
    }

    /** Class 57 is a server that stops, starts or recovers, class 08 a connection that failed. */
    private static boolean isAway(PgException error) {
        String state = error.getSqlState();
        return state != null && (state.startsWith("57") || state.startsWith("08"));
    }

    private static Problem unavailable(Throwable failure) {
        LOG.warnf("unavailable: %s", failure.toString());
        return Problem.of(ErrorCode.UNAVAILABLE, "temporarily unavailable, try again");
    }

    private static Problem internal(Throwable failure) {
        LOG.error("request failed", failure);
        return Problem.of(ErrorCode.INTERNAL, "internal error");
    }

    private static Problem invalid(String message) {
        return Problem.of(ErrorCode.INVALID_REQUEST, message);
    }

    private static String violationsOf(ConstraintViolationException error) {
        return error.getConstraintViolations().stream()
                .map(violation -> fieldOf(violation) + " " + violation.getMessage())
                .sorted()
                .collect(Collectors.joining("; "));
    }

    /** As it is on the wire: {@code create.body.files[0].contentType} is {@code files[0].content_type}. */
    private static String fieldOf(ConstraintViolation<?> violation) {
        String path = violation.getPropertyPath().toString();
        String argument = path.substring(path.indexOf('.') + 1);
        String field = argument.substring(argument.indexOf('.') + 1);
        return CAPITAL.matcher(field)
                .replaceAll(capital -> "_" + capital.group().toLowerCase(Locale.ROOT));
    }

    private static String mappingText(JsonMappingException error) {
        String path = error.getPath().stream()
                .map(step -> step.getFieldName() == null ? "[" + step.getIndex() + "]" : step.getFieldName())
                .collect(Collectors.joining("."));
        return path.isEmpty() ? "the body does not fit: a JSON object is expected" : path + " has the wrong type";
    }
}
