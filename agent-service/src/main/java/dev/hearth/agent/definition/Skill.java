package dev.hearth.agent.definition;

import org.jspecify.annotations.Nullable;

/**
 * A text the agent can look up.
 *
 * @param content the text itself; null: it is fetched from {@code url}
 * @param preload it is part of the system prompt, otherwise {@code skill_get} answers it
 */
public record Skill(
        String name,
        String description,
        @Nullable String content,
        @Nullable String url,
        boolean preload) {}
