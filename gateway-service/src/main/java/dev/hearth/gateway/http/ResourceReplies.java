package dev.hearth.gateway.http;

import com.fasterxml.jackson.databind.exc.MismatchedInputException;
import jakarta.validation.ConstraintViolationException;
import jakarta.ws.rs.NotAllowedException;
import jakarta.ws.rs.NotFoundException;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerResponseContext;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import org.jboss.resteasy.reactive.server.ServerExceptionMapper;
import org.jboss.resteasy.reactive.server.ServerResponseFilter;

/**
 * Gives the answers of REST resources their shape: a resource returns a record, a list or nothing, and throws
 * {@code ServiceException}; the envelope, the bare form and the error bodies are made here.
 */
public class ResourceReplies {
    @ServerResponseFilter
    void wrap(ContainerRequestContext request, ContainerResponseContext response) {
        int status = response.getStatus();
        boolean json = response.getMediaType() == null
                || response.getMediaType().isCompatible(MediaType.APPLICATION_JSON_TYPE);
        boolean wrapped = status >= 200 && status < 300 && status != 204 && json && !isDescription(request);
        if (wrapped && !ReplyForm.of(request::getHeaderString).bare()) {
            response.setEntity(Envelope.of(status, response.getEntity()), null, MediaType.APPLICATION_JSON_TYPE);
        }
    }

    @ServerExceptionMapper(priority = 1)
    public Response toResponse(Throwable failure, ContainerRequestContext request) {
        ReplyForm form = ReplyForm.of(request::getHeaderString);
        Problem problem = Problems.of(named(failure, request));
        Response.ResponseBuilder response = Response.status(problem.status())
                .header(HttpHeaders.CONTENT_TYPE, problem.contentType(form))
                .entity(problem.body(form));
        if (problem.status() == 503) {
            response.header(HttpHeaders.RETRY_AFTER, Replies.RETRY_AFTER_SECONDS);
        }
        if (problem.status() == 413) {
            response.header("Connection", "close"); // the rest of the body is not read
        }
        return response.build();
    }

    /** The framework has an answer of its own to this one, which only a mapper for the very class replaces. */
    @ServerExceptionMapper(priority = 1)
    public Response toResponse(ConstraintViolationException failure, ContainerRequestContext request) {
        return toResponse((Throwable) failure, request);
    }

    /** As with violations: the framework's answer has no body. */
    @ServerExceptionMapper(priority = 1)
    public Response toResponse(MismatchedInputException failure, ContainerRequestContext request) {
        return toResponse((Throwable) failure, request);
    }

    /** The framework's refusals do not say what they refuse. */
    private static Throwable named(Throwable failure, ContainerRequestContext request) {
        String path = request.getUriInfo().getPath();
        return switch (failure) {
            case NotFoundException _ -> HttpErrors.noRoute(request.getMethod(), path);
            case NotAllowedException _ -> HttpErrors.methodNotAllowed(request.getMethod(), path);
            default -> failure;
        };
    }

    private static boolean isDescription(ContainerRequestContext request) {
        return request.getUriInfo().getPath().startsWith("/openapi");
    }
}
