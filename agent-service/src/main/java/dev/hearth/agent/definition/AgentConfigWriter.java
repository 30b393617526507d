package dev.hearth.agent.definition;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.hearth.json.CanonicalJson;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/**
 * Writes a configuration in its one normal form, in which it is stored and shown: wire protocol 5.3 with every value said.
 * {@link AgentConfigReader} makes an equal configuration of it.
 */
public final class AgentConfigWriter {
    private AgentConfigWriter() {}

    public static ObjectNode write(AgentConfig config) {
        ObjectNode written = JsonNodeFactory.instance.objectNode();
        written.put("name", config.name());
        written.put("description", config.description());
        written.put("system_prompt", config.systemPrompt());
        ArrayNode prompts = written.putArray("example_prompts");
        config.examplePrompts().forEach(prompts::add);
        ObjectNode coreApp = written.putObject("core_app");
        coreApp.put("ref", config.coreApp().ref());
        coreApp.set("setup", config.coreApp().setup());
        coreApp.set("input", config.coreApp().input());
        ArrayNode tools = written.putArray("tools");
        config.tools().forEach(tool -> tools.add(ToolWriter.write(tool)));
        ArrayNode skills = written.putArray("skills");
        config.skills().forEach(skill -> write(skills.addObject(), skill));
        ArrayNode context = written.putArray("context");
        config.context().forEach(variable -> write(context.addObject(), variable));
        ObjectNode internal = written.putObject("internal_tools");
        for (InternalToolSet set : InternalToolSet.values()) {
            internal.put(set.id(), config.internalTools().has(set));
        }
        if (config.outputSchema() != null) {
            written.set("output_schema", config.outputSchema());
        }
        write(written.putObject("limits"), config.limits());
        return written;
    }

    /** Equal for equal configurations. */
    static byte[] digest(AgentConfig config) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(canonical(config));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    static byte[] canonical(AgentConfig config) {
        return CanonicalJson.bytesOf(write(config));
    }

    private static void write(ObjectNode written, Skill skill) {
        written.put("name", skill.name());
        written.put("description", skill.description());
        if (skill.content() != null) {
            written.put("content", skill.content());
        }
        if (skill.url() != null) {
            written.put("url", skill.url());
        }
        written.put("preload", skill.preload());
    }

    private static void write(ObjectNode written, ContextVariable variable) {
        written.put("name", variable.name());
        written.put("description", variable.description());
        written.put("required", variable.required());
        if (variable.defaultValue() != null) {
            written.put("default", variable.defaultValue());
        }
    }

    private static void write(ObjectNode written, TurnLimits limits) {
        written.put("max_rounds", limits.maxRounds());
        written.set("max_seconds", ToolWriter.seconds(limits.maxTime()));
        written.put("max_tokens", limits.maxTokens());
    }
}
