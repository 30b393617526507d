package dev.hearth.agent.definition;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.hearth.agent.access.Caller;
import dev.hearth.agent.access.JsonBody;
import dev.hearth.ids.AgentId;
import dev.hearth.ids.AgentVersionId;

/** Agents and versions as clients see them (wire protocol 5.3). */
final class AgentView {
    private AgentView() {}

    /** Without its version, as in lists. */
    static ObjectNode of(AgentRow agent) {
        ObjectNode shown = JsonNodeFactory.instance.objectNode();
        shown.put("id", agent.id);
        shown.put("short_id", new AgentId(agent.id).shortValue());
        shown.put("created_at", agent.createdAt.toString());
        shown.put("updated_at", agent.updatedAt.toString());
        shown.put("user_id", agent.userId);
        shown.put("team_id", agent.teamId);
        shown.put("visibility", agent.visibility);
        shown.put("namespace", agent.namespace);
        shown.put("name", agent.name);
        shown.put("description", agent.description);
        shown.set("images", images(agent));
        shown.put("version_id", agent.currentVersionId == null ? "" : agent.currentVersionId);
        return shown;
    }

    /** With the version that was asked for. */
    static ObjectNode of(AgentRow agent, VersionRow version, Caller viewer) {
        ObjectNode shown = of(agent);
        shown.put("version_id", version.id);
        shown.set("version", version(agent, version, viewer));
        return shown;
    }

    static ObjectNode version(AgentRow agent, VersionRow version, Caller viewer) {
        ObjectNode shown = JsonNodeFactory.instance.objectNode();
        shown.put("id", version.id);
        shown.put("short_id", new AgentVersionId(version.id).shortValue());
        shown.put("created_at", version.createdAt.toString());
        shown.put("updated_at", version.createdAt.toString());
        shown.put("user_id", version.userId);
        shown.put("team_id", version.teamId);
        shown.put("visibility", agent.visibility);
        shown.put("agent_id", version.agentId);
        shown.put("number", version.number);
        if (version.tag != null) {
            shown.put("tag", version.tag);
        }
        JsonNode config = JsonBody.stored(version.config);
        if (!agent.isOf(viewer)) {
            hideSecrets(config.path("tools"));
        }
        config.properties().forEach(member -> shown.set(member.getKey(), member.getValue()));
        return shown;
    }

    /** A hook's secret and a header may be literal ones, which other teams that use a public agent must not read. */
    private static void hideSecrets(JsonNode tools) {
        for (JsonNode tool : tools) {
            if (tool.path(tool.path("type").asText()) instanceof ObjectNode details) {
                details.remove("secret");
                details.remove("headers");
            }
        }
    }

    private static ObjectNode images(AgentRow agent) {
        ObjectNode images = JsonNodeFactory.instance.objectNode();
        for (String name : new String[] {"card", "thumbnail", "banner"}) {
            images.put(name, JsonBody.stored(agent.images).path(name).asText(""));
        }
        return images;
    }
}
