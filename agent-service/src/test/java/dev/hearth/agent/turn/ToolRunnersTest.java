package dev.hearth.agent.turn;

import static dev.hearth.agent.turn.TurnStates.LIMITS;
import static dev.hearth.agent.turn.TurnStates.answered;
import static dev.hearth.agent.turn.TurnStates.begun;
import static org.assertj.core.api.Assertions.assertThat;

import dev.hearth.agent.chat.InvocationStatus;
import dev.hearth.agent.chat.StoredJson;
import dev.hearth.agent.definition.AgentConfig;
import dev.hearth.agent.definition.CoreApp;
import dev.hearth.agent.definition.InternalTools;
import dev.hearth.agent.definition.ResolvedAgent;
import dev.hearth.agent.testing.ScriptedTools;
import dev.hearth.agent.testing.ScriptedTools.Hand;
import dev.hearth.agent.tool.ToolOutcome;
import dev.hearth.ids.AgentId;
import dev.hearth.ids.AgentVersionId;
import dev.hearth.ids.TeamId;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ToolRunnersTest {
    private final ScriptedTools tools = new ScriptedTools();
    private final Hand hand = new Hand();
    private final List<TurnEvent.ToolEnded> ended = new ArrayList<>();
    private final ToolRunners runners = new ToolRunners(tools, agent(), Runnable::run, ended::add);
    private final TurnState inProgress = answered(InvocationStatus.IN_PROGRESS);

    @BeforeEach
    void startTheTool() {
        tools.on("tool", _ -> hand);
        runners.recorded(begun(), inProgress);
        runners.startWhatIsRecorded(inProgress);
    }

    /** Its outcome is committed a moment later; until then the state shows it in progress. */
    @Test
    void startsNoToolAgainWhoseEndIsNotStoredYet() {
        hand.ends(ToolOutcome.Done.of("done"));

        runners.startWhatIsRecorded(inProgress);

        assertThat(tools.uses("tool")).hasSize(1);
        assertThat(ended).hasSize(1);
    }

    @Test
    void startsWhatItRecordedItselfAsNew() {
        assertThat(tools.uses("tool"))
                .singleElement()
                .satisfies(use -> assertThat(use.resumed()).isFalse());
    }

    private static ResolvedAgent agent() {
        CoreApp llm = new CoreApp("a/b", StoredJson.object(), StoredJson.object());
        InternalTools none = new InternalTools(false, false, false, false, false);
        AgentConfig config =
                new AgentConfig("", "", "", List.of(), llm, List.of(), List.of(), List.of(), none, null, LIMITS);
        return new ResolvedAgent(new AgentId("agent"), new AgentVersionId("v1"), new TeamId("team"), config);
    }
}
