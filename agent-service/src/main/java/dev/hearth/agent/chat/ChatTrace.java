package dev.hearth.agent.chat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.hearth.agent.access.Caller;
import dev.hearth.errors.ErrorCode;
import dev.hearth.errors.ServiceException;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What happened in a chat, as a graph of steps (wire protocol 5.12): the LLM is asked, the tools it calls for are used, the
 * LLM is asked again.
 */
@ApplicationScoped
public class ChatTrace {
    /** The newest steps of a very long chat; what a client can draw. */
    private static final int MAX_LLM_CALLS = 1000;

    private static final String LLM_CALLS = """
            select * from (
                select c.id, c.turn_id, c.message_id, c.round, c.status, c.usage, c.error, c.created_at, c.settled_at,
                    m.position, t.total_tokens
                from agent.llm_call c join agent.message m on m.id = c.message_id join agent.turn t on t.id = c.turn_id
                where m.chat_id = $1 order by m.position desc limit $2) newest
            order by position
            """;
    private static final String INVOCATIONS = """
            select id, message_id, name, display_name, type, status, execution_id, attempt, created_at, settled_at
            from agent.tool_invocation where chat_id = $1 and message_id = any($2) order by message_id, position
            """;

    private final Pool pool;

    ChatTrace(Pool pool) {
        this.pool = pool;
    }

    public Uni<ObjectNode> show(Caller caller, String id) {
        return ChatStore.find(pool, caller.team(), id)
                .map(found ->
                        found.orElseThrow(() -> new ServiceException(ErrorCode.NOT_FOUND, "chat not found: " + id)))
                .chain(this::graph);
    }

    private Uni<ObjectNode> graph(Chat chat) {
        return pool.preparedQuery(LLM_CALLS)
                .execute(Tuple.of(chat.id().value(), MAX_LLM_CALLS))
                .chain(calls -> invocations(chat, calls).map(found -> graph(chat, calls, byMessage(found))));
    }

    private Uni<RowSet<Row>> invocations(Chat chat, RowSet<Row> calls) {
        return pool.preparedQuery(INVOCATIONS).execute(Tuple.of(chat.id().value(), messagesOf(calls)));
    }

    private static ObjectNode graph(Chat chat, RowSet<Row> calls, Map<String, List<Row>> invocations) {
        TraceGraph graph = new TraceGraph(chat.id().value());
        for (Row call : calls) {
            graph.llmCall(call);
            invocations.getOrDefault(call.getString("message_id"), List.of()).forEach(graph::invocation);
        }
        return graph.show();
    }

    private static String[] messagesOf(RowSet<Row> calls) {
        List<String> messages = new ArrayList<>();
        calls.forEach(call -> messages.add(call.getString("message_id")));
        return messages.toArray(String[]::new);
    }

    private static Map<String, List<Row>> byMessage(RowSet<Row> invocations) {
        Map<String, List<Row>> byMessage = new HashMap<>();
        invocations.forEach(row -> byMessage
                .computeIfAbsent(row.getString("message_id"), _ -> new ArrayList<>())
                .add(row));
        return byMessage;
    }
}
