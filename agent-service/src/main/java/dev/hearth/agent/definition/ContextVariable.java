package dev.hearth.agent.definition;

import org.jspecify.annotations.Nullable;

/** A variable of a chat that prompts and URLs name as <code>{{context.NAME}}</code>. */
public record ContextVariable(
        String name,
        String description,
        boolean required,
        @Nullable String defaultValue) {}
