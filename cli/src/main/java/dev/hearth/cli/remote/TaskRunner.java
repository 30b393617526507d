package dev.hearth.cli.remote;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.hearth.cli.connection.Connection;
import java.util.function.Consumer;

/** Calls apps. */
public final class TaskRunner {
    /**
     * A call.
     *
     * @param app reference: {@code namespace/name[@version][:function]}
     * @param function empty: the reference's, else the app's default
     * @param setup missing node: none
     * @param session {@code new}, or the id of an open session; empty: none
     * @param sessionTimeout seconds; 0: the server's default
     */
    record Call(String app, String function, JsonNode input, JsonNode setup, String session, int sessionTimeout) {
        /** In no session. */
        Call(String app, String function, JsonNode input, JsonNode setup) {
            this(app, function, input, setup, "", 0);
        }

        ObjectNode toJson() {
            ObjectNode body = Json.object();
            body.put("app", app);
            if (!function.isEmpty()) {
                body.put("function", function);
            }
            body.set("input", input);
            if (!setup.isMissingNode()) {
                body.set("setup", setup);
            }
            if (!session.isEmpty()) {
                body.put("session", session);
            }
            if (sessionTimeout != 0) {
                body.put("session_timeout", sessionTimeout);
            }
            return body;
        }
    }

    private final GatewayClient gateway;

    public TaskRunner(Connection connection) {
        this(new GatewayClient(connection));
    }

    TaskRunner(GatewayClient gateway) {
        this.gateway = gateway;
    }

    /**
     * Submits and comes back at once.
     *
     * @param interruption told the task
     */
    RemoteTask submit(Call call, CancelOnInterrupt interruption) {
        RemoteTask task = new RemoteTask(gateway.post("/apps/run", call.toJson()));
        interruption.made(task.id());
        return task;
    }

    /**
     * Waits for the end of a task.
     *
     * @param listener told every state
     */
    RemoteTask await(RemoteTask task, Consumer<RemoteTask> listener) {
        listener.accept(task);
        if (task.isFinal()) {
            return task;
        }
        return new TaskStream(gateway).follow(task.id(), listener);
    }
}
