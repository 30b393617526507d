package dev.hearth.agent.skill;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.hearth.agent.definition.Skill;
import dev.hearth.agent.outbound.Outbound;
import dev.hearth.agent.outbound.OutboundAnswer;
import dev.hearth.agent.outbound.OutboundException;
import dev.hearth.agent.outbound.OutboundRequest;
import dev.hearth.errors.ErrorCode;
import dev.hearth.errors.ServiceException;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/** The texts of skills. Those of URLs are remembered for a while; a failure is not. */
@Singleton
public class SkillTexts {
    private static final long REMEMBERED_CHARACTERS = 16L << 20;

    private final Outbound outbound;
    private final SkillConfig config;
    private final Cache<String, String> texts;

    public SkillTexts(Outbound outbound, SkillConfig config) {
        this.outbound = outbound;
        this.config = config;
        this.texts = Caffeine.newBuilder()
                .expireAfterWrite(config.memory())
                .maximumWeight(REMEMBERED_CHARACTERS)
                .weigher((String url, String text) -> url.length() + text.length())
                .build();
    }

    /** Fails with a {@link ServiceException} that names the skill if its text cannot be had. */
    public Uni<String> textOf(Skill skill) {
        if (skill.content() != null) {
            return Uni.createFrom().item(skill.content());
        }
        String url = skill.url();
        if (url == null) {
            return Uni.createFrom().failure(unavailable(skill, "it has neither content nor url"));
        }
        String known = texts.getIfPresent(url);
        return known != null ? Uni.createFrom().item(known) : fetch(skill, url);
    }

    private Uni<String> fetch(Skill skill, String url) {
        int maxBytes = Math.toIntExact(config.maxSize().asLongValue());
        return outbound.send(new OutboundRequest("GET", url, Map.of(), null, config.limit(), maxBytes, true))
                .onFailure(OutboundException.class)
                .transform(failure -> unavailable(skill, failure.getMessage()))
                .map(answer -> read(skill, url, answer))
                .invoke(text -> texts.put(url, text));
    }

    private static String read(Skill skill, String url, OutboundAnswer answer) {
        if (!answer.isSuccess()) {
            throw unavailable(skill, "%s answered %d".formatted(url, answer.status()));
        }
        if (answer.missing() > 0) {
            throw unavailable(
                    skill,
                    "%s is larger than %d bytes".formatted(url, answer.body().length()));
        }
        return answer.body().toString(StandardCharsets.UTF_8);
    }

    private static ServiceException unavailable(Skill skill, String why) {
        return new ServiceException(
                ErrorCode.INVALID_REQUEST, "Skill '%s' cannot be read: %s".formatted(skill.name(), why));
    }
}
