package dev.hearth.agent.llm;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.google.protobuf.ByteString;
import dev.hearth.agent.access.Caller;
import dev.hearth.agent.calls.AppCall;
import dev.hearth.agent.calls.AppCalls;
import dev.hearth.agent.calls.CallTarget;
import dev.hearth.agent.definition.AgentConfig;
import dev.hearth.agent.definition.Skill;
import dev.hearth.agent.skill.SkillTexts;
import dev.hearth.errors.ErrorCode;
import dev.hearth.errors.ServiceException;
import dev.hearth.ids.TaskId;
import dev.hearth.ids.TeamId;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** LLMs that are apps of the catalog. What an app's name leads to is remembered for a moment. */
@Singleton
class AppLlms implements LlmApps {
    private static final int MAX_REMEMBERED = 1_000;

    /** A turn outlasts a gateway that is away for minutes; what it may take is for its own limits to say. */
    private static final int MAX_REPEATS = 60;

    private static final Duration PAUSE = Duration.ofMillis(100);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(2);

    private final AppCalls calls;
    private final SkillTexts skills;
    private final LlmConfig config;
    private final Cache<Name, CallTarget> targets;

    private record Name(TeamId team, String app) {}

    AppLlms(AppCalls calls, SkillTexts skills, LlmConfig config) {
        this.calls = calls;
        this.skills = skills;
        this.config = config;
        this.targets = Caffeine.newBuilder()
                .expireAfterWrite(config.memory())
                .maximumSize(MAX_REMEMBERED)
                .build();
    }

    @Override
    public Uni<AppCall> call(LlmQuestion question) {
        Caller caller = new Caller(question.chat().team(), question.chat().user());
        AgentConfig agent = question.agent().config();
        return target(caller, agent.coreApp().ref())
                .chain(target -> preloaded(agent).map(texts -> call(caller, question, target, texts)));
    }

    @Override
    public Uni<Void> requireMet(Caller caller, AgentConfig agent) {
        return target(caller, agent.coreApp().ref())
                .invoke(CallTarget::requireMet)
                .replaceWithVoid();
    }

    @Override
    public LlmReader reader() {
        return LlmOutput::read;
    }

    private Uni<CallTarget> target(Caller caller, String app) {
        Name name = new Name(caller.team(), app);
        @Nullable CallTarget known = targets.getIfPresent(name);
        return known != null
                ? Uni.createFrom().item(known)
                : calls.describe(caller, app, null)
                        .onFailure(AppLlms::isAway)
                        .retry()
                        .withBackOff(PAUSE, LONGEST_PAUSE)
                        .atMost(MAX_REPEATS)
                        .invoke(found -> remember(name, found));
    }

    /** What is missing may be set the next moment. */
    private void remember(Name name, CallTarget target) {
        if (target.unmet() == null) {
            targets.put(name, target);
        }
    }

    private static boolean isAway(Throwable failure) {
        return failure instanceof ServiceException error && error.code() == ErrorCode.UNAVAILABLE;
    }

    private Uni<List<Prompt.Preloaded>> preloaded(AgentConfig agent) {
        List<Uni<Prompt.Preloaded>> texts = agent.skills().stream()
                .filter(Skill::preload)
                .map(skill -> skills.textOf(skill).map(text -> new Prompt.Preloaded(skill.name(), text)))
                .toList();
        return texts.isEmpty()
                ? Uni.createFrom().item(List.of())
                : Uni.join().all(texts).andFailFast();
    }

    private AppCall call(Caller caller, LlmQuestion question, CallTarget target, List<Prompt.Preloaded> texts) {
        AgentConfig agent = question.agent().config();
        ContextVariables variables = ContextVariables.of(agent, question.chat().context());
        ObjectNode input = LlmInput.of(
                agent,
                Prompt.of(agent, variables, texts),
                question.messages(),
                question.tools(),
                DeclaredInput.of(target),
                config.contextSize());
        ObjectNode setup = agent.coreApp().setup();
        return new AppCall(
                caller,
                new TaskId(question.id().value()),
                agent.coreApp().ref(),
                null,
                ByteString.copyFromUtf8(input.toString()),
                setup.isEmpty() ? null : ByteString.copyFromUtf8(setup.toString()),
                null,
                0,
                0,
                question.chat().id(),
                question.agent().agent(),
                question.agent().version());
    }
}
