package dev.hearth.agent.tool;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.hearth.agent.chat.Chat;
import dev.hearth.agent.definition.AgentConfig;
import jakarta.inject.Singleton;
import java.util.List;

/** Something to look at or to fill in; what it holds is passed on as it is. */
@Singleton
class WidgetTools implements BuiltInSet {
    @Override
    public List<BuiltIn> offered(AgentConfig agent, Chat chat) {
        return agent.internalTools().widget() && chat.depth() == 0 ? List.of(widget()) : List.of();
    }

    private static BuiltIn widget() {
        ObjectNode parameters = Parameters.object();
        Parameters.with(
                parameters, "type", Parameters.oneOf("ui: made of children; html: a page.", List.of("ui", "html")));
        Parameters.with(parameters, "title", Parameters.text("Shown above it."));
        Parameters.with(parameters, "interactive", flag("Wait for what the user does with it."));
        Parameters.with(parameters, "html", Parameters.text("The page, for type html."));
        Parameters.with(
                parameters,
                "children",
                Parameters.list(
                        "For type ui: nodes such as {type: text, value}, {type: input, name, label}, {type: select, name,"
                                + " options: [{label, value}]}, {type: form, children}.",
                        Parameters.object()));
        Parameters.with(
                parameters,
                "actions",
                Parameters.list("Buttons, each {label, action: {type, payload}, variant}.", Parameters.object()));
        return BuiltIn.quick(
                "widget",
                "Shows something to the user, or asks the user to fill something in.",
                Parameters.required(parameters, "type"),
                WidgetTools::show);
    }

    private static ToolOutcome show(ToolUse use) {
        ObjectNode widget = use.invocation().arguments();
        return widget.path("interactive").asBoolean()
                ? new ToolOutcome.Waits(true, widget)
                : new ToolOutcome.Done("The widget is shown.", null, widget, null);
    }

    private static ObjectNode flag(String description) {
        return Parameters.text(description).put("type", "boolean");
    }
}
