package dev.hearth.agent.turn;

import dev.hearth.agent.chat.Columns;
import dev.hearth.agent.chat.StoredJson;
import dev.hearth.ids.AgentVersionId;
import dev.hearth.ids.ChatId;
import dev.hearth.ids.LlmCallId;
import dev.hearth.ids.MessageId;
import dev.hearth.ids.TeamId;
import dev.hearth.ids.TurnId;
import dev.hearth.ids.UserId;
import io.vertx.mutiny.sqlclient.Row;

/** Rows of turns and of their LLM calls. */
final class TurnRow {
    private TurnRow() {}

    static Turn turn(Row row) {
        String outcome = row.getString("outcome");
        return new Turn(
                new TurnId(row.getString("id")),
                new ChatId(row.getString("chat_id")),
                new TeamId(row.getString("team_id")),
                new UserId(row.getString("user_id")),
                new AgentVersionId(row.getString("agent_version_id")),
                new MessageId(row.getString("user_message_id")),
                Columns.value(TurnPhase.class, row.getString("state")),
                outcome == null ? null : Columns.value(TurnOutcome.class, outcome),
                row.getBoolean("stop_requested"),
                row.getString("error"),
                row.getInteger("round"),
                row.getLong("total_tokens"),
                Columns.time(row, "deadline_at"),
                row.getString("owner"),
                row.getLong("epoch"),
                row.getLong("revision"),
                Columns.time(row, "created_at"),
                Columns.time(row, "updated_at"));
    }

    static LlmCall call(Row row) {
        String usage = row.getString("usage");
        return new LlmCall(
                new LlmCallId(row.getString("id")),
                new MessageId(row.getString("message_id")),
                row.getInteger("round"),
                Columns.value(LlmCall.Status.class, row.getString("status")),
                usage == null ? null : StoredJson.read(usage),
                row.getString("error"),
                Columns.time(row, "created_at"),
                Columns.timeOrNull(row, "settled_at"));
    }
}
