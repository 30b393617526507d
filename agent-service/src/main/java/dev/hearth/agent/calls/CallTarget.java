package dev.hearth.agent.calls;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.hearth.errors.ErrorCode;
import dev.hearth.errors.ServiceException;
import dev.hearth.ids.AppId;
import dev.hearth.ids.AppVersionId;
import org.jspecify.annotations.Nullable;

/**
 * What a reference to an app leads to.
 *
 * @param appName {@code ns/name}
 * @param inputSchema null: the app declares none
 * @param outputSchema null: the app declares none
 * @param unmet null: nothing is missing
 */
public record CallTarget(
        AppId app,
        AppVersionId version,
        String appName,
        String function,
        String description,
        @Nullable ObjectNode inputSchema,
        @Nullable ObjectNode outputSchema,
        @Nullable Unmet unmet) {
    /**
     * What the team has to set first.
     *
     * @param list JSON (wire protocol 1.7)
     */
    public record Unmet(String message, String list) {}

    /** Fails with {@code requirements_not_met} and the list if a call would be refused for it. */
    public void requireMet() {
        if (unmet != null) {
            throw new ServiceException(ErrorCode.REQUIREMENTS_NOT_MET, unmet.message(), unmet.list());
        }
    }
}
