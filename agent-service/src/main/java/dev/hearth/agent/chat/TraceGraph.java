package dev.hearth.agent.chat;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vertx.mutiny.sqlclient.Row;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** A graph of steps in the making, fed in the order in which they happened. */
final class TraceGraph {
    private final String graphId;
    private final ArrayNode nodes = StoredJson.object().putArray("nodes");
    private final ArrayNode edges = StoredJson.object().putArray("edges");

    /** What the next LLM call follows: the LLM call before it, or the tools that one asked for. */
    private final List<ObjectNode> latest = new ArrayList<>();

    private String turn = "";
    private ObjectNode llmCall = StoredJson.object();
    private int completed;
    private int running;
    private int failed;

    TraceGraph(String graphId) {
        this.graphId = graphId;
    }

    void llmCall(Row row) {
        ObjectNode node = node(row, "LLM", "task", row.getString("id"), llmStatus(row.getString("status")));
        ObjectNode about = node.putObject("metadata")
                .put("round", row.getInteger("round"))
                .put("agent_run_id", row.getString("turn_id"))
                .put("total_tokens_of_run", row.getLong("total_tokens"));
        about.set("usage", StoredJson.readOrNull(row.getString("usage")));
        if (row.getString("error") != null) {
            about.put("error", row.getString("error"));
        }
        boolean sameTurn = row.getString("turn_id").equals(turn);
        if (sameTurn) {
            latest.forEach(before -> edge("dependency", before, node));
        }
        turn = row.getString("turn_id");
        llmCall = node;
        latest.clear();
        latest.add(node);
    }

    /** Of the LLM call before it. */
    void invocation(Row row) {
        boolean opensChat = row.getString("type").equals("agent") && row.getString("execution_id") != null;
        String label = row.getString("display_name").isEmpty() ? row.getString("name") : row.getString("display_name");
        ObjectNode node = node(
                row,
                label,
                opensChat ? "chat" : "tool_invocation",
                opensChat ? row.getString("execution_id") : row.getString("id"),
                invocationStatus(row.getString("status")));
        ObjectNode about = node.putObject("metadata")
                .put("tool_invocation_id", row.getString("id"))
                .put("name", row.getString("name"))
                .put("tool_type", row.getString("type"))
                .put("attempt", row.getInteger("attempt"));
        if (row.getString("execution_id") != null) {
            about.put("execution_id", row.getString("execution_id"));
        }
        edge("execution", llmCall, node);
        latest.remove(llmCall);
        latest.add(node);
    }

    ObjectNode show() {
        ObjectNode shown = StoredJson.object().put("graph_id", graphId);
        shown.set("nodes", nodes);
        shown.set("edges", edges);
        shown.put("total_steps", nodes.size());
        shown.put("completed_steps", completed);
        shown.put("running_steps", running);
        shown.put("failed_steps", failed);
        return shown;
    }

    private ObjectNode node(Row row, String label, String resourceType, String resourceId, String status) {
        Instant createdAt = Columns.time(row, "created_at");
        Instant settledAt = Columns.timeOrNull(row, "settled_at");
        ObjectNode node = base(nodes, row.getString("id"), createdAt, settledAt == null ? createdAt : settledAt)
                .put("graph_id", graphId)
                .put("type", "execution")
                .put("label", label)
                .put("resource_id", resourceId)
                .put("resource_type", resourceType)
                .put("status", status)
                .put("started_at", createdAt.toString());
        if (settledAt != null) {
            node.put("completed_at", settledAt.toString());
            node.put("duration_ms", Duration.between(createdAt, settledAt).toMillis());
        }
        switch (status) {
            case "completed" -> completed++;
            case "running" -> running++;
            case "failed" -> failed++;
            default -> {} // counted in none of the sums
        }
        return node;
    }

    private void edge(String type, ObjectNode from, ObjectNode to) {
        String id = from.path("short_id").asText() + "-" + to.path("short_id").asText();
        Instant at = Instant.parse(to.path("created_at").asText());
        base(edges, id, at, at)
                .put("type", type)
                .put("from_node", from.path("id").asText())
                .put("to_node", to.path("id").asText());
    }

    private static ObjectNode base(ArrayNode among, String id, Instant createdAt, Instant updatedAt) {
        return among.addObject()
                .put("id", id)
                .put("short_id", id.length() > 8 ? id.substring(0, 8) : id)
                .put("created_at", createdAt.toString())
                .put("updated_at", updatedAt.toString());
    }

    private static String llmStatus(String status) {
        return status.equals("recorded") ? "running" : status;
    }

    /** Somebody else has to act before a step that is blocked can go on. */
    private static String invocationStatus(String status) {
        return switch (status) {
            case "in_progress" -> "running";
            case "awaiting_input", "awaiting_approval" -> "blocked";
            default -> status;
        };
    }
}
