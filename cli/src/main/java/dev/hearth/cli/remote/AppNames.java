package dev.hearth.cli.remote;

import com.fasterxml.jackson.databind.JsonNode;
import dev.hearth.cli.console.CliException;
import dev.hearth.cli.console.ExitCode;
import java.util.HashMap;
import java.util.Map;

/** What people call the apps that the API names by id. Each is asked for once. */
final class AppNames {
    private final GatewayClient gateway;
    private final Map<String, String> names = new HashMap<>();

    AppNames(GatewayClient gateway) {
        this.gateway = gateway;
    }

    /** {@code namespace/name}; of an app that is deleted, or hidden from the caller, the id. */
    String of(String appId) {
        return appId.isEmpty() ? "" : names.computeIfAbsent(appId, this::find);
    }

    private String find(String appId) {
        try {
            JsonNode app = gateway.get("/apps/" + Paths.segment(appId));
            return app.path("name").asText("").isEmpty()
                    ? appId
                    : app.path("namespace").asText() + "/" + app.path("name").asText();
        } catch (CliException e) {
            if (e.code() == ExitCode.REFUSED) {
                return appId;
            }
            throw e;
        }
    }
}
