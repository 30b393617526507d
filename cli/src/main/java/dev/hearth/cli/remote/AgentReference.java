package dev.hearth.cli.remote;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.hearth.cli.console.CliException;
import dev.hearth.cli.console.ExitCode;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * An agent as the user names it.
 *
 * @param path of the agent, below {@code /agents/}
 * @param version empty: none is named
 */
record AgentReference(String path, String version) {
    private static final String WORD = "[A-Za-z0-9][A-Za-z0-9._-]*";
    private static final Pattern FORM = Pattern.compile("(%s(?:/%s)?)(?:@(%s))?".formatted(WORD, WORD, WORD));

    static AgentReference of(String text) {
        Matcher matcher = FORM.matcher(text);
        if (!matcher.matches()) {
            throw new CliException(
                    ExitCode.USAGE, "'%s' is no agent: namespace/name[@version] is, or an id".formatted(text));
        }
        String version = matcher.group(2);
        return new AgentReference(matcher.group(1), version == null ? "" : version);
    }

    /** The agent, with the named or current version in it. */
    JsonNode find(GatewayClient gateway) {
        JsonNode agent = gateway.get("/agents/" + path);
        if (version.isEmpty() || !(agent instanceof ObjectNode found)) {
            return agent;
        }
        JsonNode named =
                gateway.get("/agents/%s/versions/%s".formatted(agent.path("id").asText(), version));
        boolean isAgent = named.path("version").isObject(); // with that version in it, not the version alone
        return isAgent
                ? named
                : found.put("version_id", named.path("id").asText()).set("version", named);
    }

    /** How an agent is named. */
    static String nameOf(JsonNode agent) {
        String namespace = agent.path("namespace").asText("");
        String name = agent.path("name").asText("");
        return namespace.isEmpty() ? name : namespace + "/" + name;
    }

    /** The beginning of a version's id, which names it. */
    static String shortVersion(JsonNode agent) {
        String version = agent.path("version_id").asText("");
        return version.length() > 8 ? version.substring(0, 8) : version;
    }
}
