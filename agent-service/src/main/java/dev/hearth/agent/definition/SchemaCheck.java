package dev.hearth.agent.definition;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.hearth.agent.schema.SchemaFlaws;

/**
 * Refuses schemas that are none, before an LLM or the check of its arguments meets them. For configurations whose form was
 * read already. What was found good is remembered: clients send an ad-hoc agent with every message.
 */
final class SchemaCheck {
    private static final long REMEMBERED_CHARACTERS = 4L << 20;

    private final Cache<String, Boolean> good = Caffeine.newBuilder()
            .maximumWeight(REMEMBERED_CHARACTERS)
            .weigher((String text, Boolean _) -> text.length())
            .build();

    void require(Given config) {
        for (Given element : config.member("tools").elements(Integer.MAX_VALUE)) {
            Given tool = ToolReader.unwrapped(element);
            String type = ToolReader.typeOf(tool);
            switch (type) {
                case "client", "hook" -> require(tool, tool.member(type));
                case "http", "call" -> require(tool, HttpToolReader.described(type, tool));
                default -> {
                    // Its parameters are not its own to say.
                }
            }
        }
        require("", config.member("output_schema"));
    }

    private void require(Given tool, Given described) {
        String name = tool.member("name").value().asText();
        require(name, described.member("input_schema"));
        require(name, described.member("output_schema"));
    }

    private void require(String tool, Given given) {
        ObjectNode schema = Schemas.orNull(given);
        if (schema == null) {
            return;
        }
        String text = schema.toString();
        if (good.getIfPresent(text) == null) {
            SchemaFlaws.find(schema).ifPresent(flaw -> {
                throw DefinitionErrors.notASchema(given.at(), tool, flaw);
            });
            good.put(text, Boolean.TRUE);
        }
    }
}
