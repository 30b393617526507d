package dev.hearth.gateway.agent;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnsafeByteOperations;
import dev.hearth.errors.ErrorCode;
import dev.hearth.errors.ServiceException;
import dev.hearth.gateway.team.Caller;
import dev.hearth.proto.v1.CallerIdentity;
import dev.hearth.proto.v1.ResourceRequest;
import io.vertx.ext.web.RoutingContext;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/** Parts of requests to agent-service. */
final class AgentRequests {
    /** LLMs make ids of their calls as they like. */
    private static final int MAX_ID = 256;

    private AgentRequests() {}

    static CallerIdentity identity(Caller caller) {
        return CallerIdentity.newBuilder()
                .setTeamId(caller.team().value())
                .setUserId(caller.user().value())
                .build();
    }

    /** One thing by the id in the path. */
    static ResourceRequest resource(Caller caller, String id) {
        return ResourceRequest.newBuilder()
                .setCaller(identity(caller))
                .setId(id)
                .build();
    }

    /** What a path names; {@code not_found} for what nothing can be called. */
    static String pathId(RoutingContext context, String parameter, String what) {
        String id = context.pathParam(parameter);
        if (id == null || id.isEmpty() || id.length() > MAX_ID || id.chars().anyMatch(c -> c <= ' ' || c > '~')) {
            throw new ServiceException(ErrorCode.NOT_FOUND, "%s not found: %s".formatted(what, shortened(id)));
        }
        return id;
    }

    static ByteString bytes(byte[] body) {
        return UnsafeByteOperations.unsafeWrap(body);
    }

    /** SHA-256. */
    static ByteString digest(byte[] body) {
        try {
            return bytes(MessageDigest.getInstance("SHA-256").digest(body));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    private static String shortened(String id) {
        String shown = id == null ? "" : id.replaceAll("[^ -~]", "?");
        return shown.length() <= 40 ? shown : shown.substring(0, 40) + "…";
    }
}
