package dev.hearth.agent.calls;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.hearth.ids.AppId;
import dev.hearth.ids.AppVersionId;
import org.jspecify.annotations.Nullable;

/**
 * What a reference to an app leads to.
 *
 * @param appName {@code ns/name}
 * @param inputSchema null: the app declares none
 * @param outputSchema null: the app declares none
 */
public record CallTarget(
        AppId app,
        AppVersionId version,
        String appName,
        String function,
        String description,
        @Nullable ObjectNode inputSchema,
        @Nullable ObjectNode outputSchema) {}
