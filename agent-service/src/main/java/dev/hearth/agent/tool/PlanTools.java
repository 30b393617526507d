package dev.hearth.agent.tool;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.hearth.agent.chat.AgentData;
import dev.hearth.agent.chat.AgentData.PlanStep;
import dev.hearth.agent.chat.Chat;
import dev.hearth.agent.definition.AgentConfig;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;

/** The agent's plan, which its chat shows. */
@Singleton
class PlanTools implements BuiltInSet {
    private static final List<String> STATUSES = List.of("pending", "in_progress", "completed", "cancelled");

    private final KeptLimit limit;

    PlanTools(KeptLimit limit) {
        this.limit = limit;
    }

    @Override
    public List<BuiltIn> offered(AgentConfig agent, Chat chat) {
        return agent.internalTools().plan() ? List.of(create(), update(), load()) : List.of();
    }

    private BuiltIn create() {
        ObjectNode step = Parameters.object();
        Parameters.with(step, "title", Parameters.text("What is done in this step."));
        Parameters.with(step, "description", Parameters.text("More about it."));
        Parameters.required(step, "title");
        ObjectNode parameters = Parameters.with(
                Parameters.object(), "steps", Parameters.list("The steps, in order; at least one.", step));
        parameters.withObjectProperty("properties").withObjectProperty("steps").put("minItems", 1);
        return BuiltIn.quick(
                "plan_create",
                "Makes a plan of steps for the work; it replaces an earlier one.",
                Parameters.required(parameters, "steps"),
                this::create);
    }

    private ToolOutcome create(ToolUse use) {
        List<PlanStep> steps = new ArrayList<>();
        for (JsonNode step : use.invocation().arguments().path("steps")) {
            steps.add(new PlanStep(
                    steps.size(),
                    step.path("title").asText(""),
                    step.path("description").asText(""),
                    "",
                    "pending"));
        }
        return changed(use, "Plan made:\n" + shown(steps), steps, _ -> steps);
    }

    private BuiltIn update() {
        ObjectNode parameters = Parameters.object();
        Parameters.with(parameters, "index", Parameters.whole("The step's number, as in the plan; the first is 0."));
        Parameters.with(parameters, "status", Parameters.oneOf("Where the step stands now.", STATUSES));
        Parameters.with(parameters, "notes", Parameters.text("What came of it."));
        return BuiltIn.quick(
                "plan_update",
                "Says where a step of the plan stands.",
                Parameters.required(parameters, "index", "status"),
                this::update);
    }

    private ToolOutcome update(ToolUse use) {
        ObjectNode arguments = use.invocation().arguments();
        List<PlanStep> plan = use.chat().data().planSteps();
        JsonNode given = arguments.path("index");
        int index = given.canConvertToInt() ? given.intValue() : plan.size();
        if (index >= plan.size()) {
            throw new ToolFailedException(
                    "The plan has no step %s; it has %d, the first is 0.".formatted(given.asText(), plan.size()));
        }
        String status = arguments.path("status").asText();
        JsonNode notes = arguments.path("notes");
        List<PlanStep> steps = updated(plan, index, status, notes);
        return changed(use, "Plan now:\n" + shown(steps), steps, kept -> updated(kept, index, status, notes));
    }

    private static List<PlanStep> updated(List<PlanStep> plan, int index, String status, JsonNode notes) {
        return plan.stream()
                .map(step -> step.index() != index
                        ? step
                        : new PlanStep(
                                index,
                                step.title(),
                                step.description(),
                                notes.isTextual() ? notes.asText() : step.notes(),
                                status))
                .toList();
    }

    private static BuiltIn load() {
        return BuiltIn.quick("plan_load", "Answers the plan as it stands.", Parameters.object(), use -> {
            List<PlanStep> plan = use.chat().data().planSteps();
            return new ToolOutcome.Done(plan.isEmpty() ? "There is no plan." : shown(plan), json(plan), null, null);
        });
    }

    private ToolOutcome changed(ToolUse use, String result, List<PlanStep> steps, UnaryOperator<List<PlanStep>> plan) {
        UnaryOperator<AgentData> change = kept ->
                limit.require(new AgentData(plan.apply(kept.planSteps()), kept.memory(), kept.alwaysAllowedTools()));
        var _ = change.apply(use.chat().data()); // refuses what is too much already
        return new ToolOutcome.Done(result, json(steps), null, change);
    }

    private static String shown(List<PlanStep> steps) {
        StringBuilder text = new StringBuilder();
        for (PlanStep step : steps) {
            text.append("%d. [%s] %s".formatted(step.index(), step.status(), step.title()));
            text.append(step.description().isEmpty() ? "" : ": " + step.description());
            text.append(step.notes().isEmpty() ? "\n" : " (" + step.notes() + ")\n");
        }
        return text.toString().strip();
    }

    private static ArrayNode json(List<PlanStep> steps) {
        ArrayNode array = JsonNodeFactory.instance.arrayNode();
        steps.forEach(step -> array.addObject()
                .put("index", step.index())
                .put("title", step.title())
                .put("description", step.description())
                .put("notes", step.notes())
                .put("status", step.status()));
        return array;
    }
}
