package dev.hearth.agent.definition;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;

/** Reads which app is the LLM: {@code core_app} as object or plain reference, or {@code core_app_ref}. */
final class CoreAppReader {
    /** Values of the LLM's input that documents of the hosted service show beside {@code core_app}. */
    private static final List<String> LLM_INPUT = List.of(
            "temperature", "top_p", "max_tokens", "context_size", "model", "reasoning_effort", "reasoning_max_tokens");

    private CoreAppReader() {}

    static CoreApp read(Given config) {
        Given app = config.member("core_app");
        Given named = saysWhich(app) ? app : config.member("core_app_ref");
        if (!saysWhich(named)) {
            throw DefinitionErrors.invalid(app.at(), "is missing: the app that serves as the LLM");
        }
        boolean described = !app.isAbsent() && !app.value().isTextual();
        ObjectNode setup = described ? app.member("setup").object() : JsonNodeFactory.instance.objectNode();
        ObjectNode input = described ? app.member("input").object() : JsonNodeFactory.instance.objectNode();
        for (String name : LLM_INPUT) {
            Given value = config.member(name);
            if (!value.isAbsent() && !input.has(name)) {
                input.set(name, value.value());
            }
        }
        return new CoreApp(AppRef.app(named), setup, input);
    }

    private static boolean saysWhich(Given app) {
        if (app.isAbsent()) {
            return false;
        }
        return app.value().isTextual()
                ? !app.value().textValue().isBlank()
                : !app.member("ref").isAbsent() || !app.member("id").isAbsent();
    }
}
