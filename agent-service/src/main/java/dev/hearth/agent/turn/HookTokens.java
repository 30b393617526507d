package dev.hearth.agent.turn;

import dev.hearth.agent.chat.InvocationStore;
import dev.hearth.agent.chat.ToolInvocation;
import dev.hearth.agent.tool.CallbackTokens;
import dev.hearth.ids.ToolInvocationId;
import io.smallrye.mutiny.Uni;
import io.vertx.core.buffer.Buffer;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Optional;

/** Hashes of hooks' one-time tokens, kept with their invocations. */
@ApplicationScoped
class HookTokens implements CallbackTokens {
    private static final String ALLOW =
            "update agent.tool_invocation set callback_hash = $2 where id = $1 and status = 'in_progress'";
    private static final String IS_ALLOWED =
            "select id from agent.tool_invocation where id = $1 and callback_hash = $2";

    private final Pool pool;

    HookTokens(Pool pool) {
        this.pool = pool;
    }

    @Override
    public Uni<Void> allow(ToolInvocationId invocation, byte[] sha256) {
        return pool.preparedQuery(ALLOW)
                .execute(Tuple.of(invocation.value(), Buffer.buffer(sha256)))
                .invoke(rows -> {
                    if (rows.rowCount() == 0) {
                        throw new IllegalStateException("invocation %s is not in progress".formatted(invocation));
                    }
                })
                .replaceWithVoid();
    }

    /** The invocation with this id, if the token is its own. */
    Uni<Optional<ToolInvocation>> find(String id, String token) {
        return pool.preparedQuery(IS_ALLOWED)
                .execute(Tuple.of(id, Buffer.buffer(sha256(token))))
                .chain(rows -> rows.size() == 0
                        ? Uni.createFrom().item(Optional.empty())
                        : InvocationStore.find(pool, new ToolInvocationId(id)));
    }

    private static byte[] sha256(String token) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(token.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
