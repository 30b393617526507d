package dev.hearth.agent.tool;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.hearth.agent.access.Caller;
import dev.hearth.agent.calls.CallTarget;
import dev.hearth.agent.definition.Tool;
import dev.hearth.errors.ServiceException;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What the LLM is told of tools. */
@Singleton
class Descriptions {
    private final AppTargets targets;

    Descriptions(AppTargets targets) {
        this.targets = targets;
    }

    /** A tool's description and the schema of its parameters. */
    record Description(String text, ObjectNode parameters) {
        /** As the LLM reads it. */
        ObjectNode function(String name) {
            ObjectNode tool = JsonNodeFactory.instance.objectNode().put("type", "function");
            tool.putObject("function")
                    .put("name", name)
                    .put("description", text)
                    .set("parameters", parameters);
            return tool;
        }
    }

    Uni<Description> of(Caller caller, OfferedTool tool) {
        return switch (tool) {
            case OfferedTool.Internal(BuiltIn builtIn) ->
                Uni.createFrom().item(new Description(builtIn.description(), builtIn.parameters()));
            case OfferedTool.Configured(Tool configured) -> of(caller, configured);
        };
    }

    /** Every app tool leads to an app that the team can call. */
    Uni<Void> requireMet(Caller caller, List<Tool> tools) {
        List<Uni<CallTarget>> asked = new ArrayList<>();
        for (Tool tool : tools) {
            if (tool instanceof Tool.App app) {
                asked.add(target(caller, app).invoke(CallTarget::requireMet));
            }
        }
        return asked.isEmpty()
                ? Uni.createFrom().voidItem()
                : Uni.join().all(asked).andFailFast().replaceWithVoid();
    }

    private Uni<CallTarget> target(Caller caller, Tool.App app) {
        return targets.of(caller, app).onFailure(ServiceException.class).transform(failure -> explained(app, failure));
    }

    private Uni<Description> of(Caller caller, Tool tool) {
        String text = tool.common().description();
        return switch (tool) {
            case Tool.App app -> target(caller, app).map(target -> ofApp(app, target));
            case Tool.Client client -> known(text, client.inputSchema());
            case Tool.Agent _ -> known(text, AgentTools.parameters());
            case Tool.Hook hook -> known(text, hook.inputSchema());
            case Tool.Http http -> known(text, http.inputSchema());
        };
    }

    private static Uni<Description> known(String text, @Nullable ObjectNode schema) {
        return Uni.createFrom().item(new Description(text, schema == null ? Parameters.any() : schema));
    }

    private static Description ofApp(Tool.App tool, CallTarget target) {
        String text = tool.common().description();
        return new Description(
                text.isBlank() ? target.description() : text, AppParameters.of(tool, target.inputSchema()));
    }

    private static ServiceException explained(Tool.App tool, ServiceException failure) {
        return new ServiceException(
                failure.code(),
                "Tool '%s' cannot be used: %s".formatted(tool.common().name(), failure.getMessage()),
                failure);
    }
}
