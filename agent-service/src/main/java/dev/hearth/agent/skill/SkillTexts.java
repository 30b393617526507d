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
import java.time.Duration;
import java.util.Map;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * The texts of skills. Those of URLs are remembered for a while; a failure is not: an older text stands in while its server is
 * away.
 */
@Singleton
public class SkillTexts {
    private static final Logger LOG = Logger.getLogger(SkillTexts.class);
    /** A server that is away is not waited for by every message. */
    private static final Duration PAUSE = Duration.ofSeconds(30);

    private static final long REMEMBERED_CHARACTERS = 16L << 20;

    private final Outbound outbound;
    private final SkillConfig config;
    private final Cache<String, Fetched> texts;

    public SkillTexts(Outbound outbound, SkillConfig config) {
        this.outbound = outbound;
        this.config = config;
        this.texts = Caffeine.newBuilder()
                .expireAfterWrite(config.memory().plus(config.fallback()))
                .maximumWeight(REMEMBERED_CHARACTERS)
                .weigher((String url, Fetched fetched) ->
                        url.length() + fetched.text().length())
                .build();
    }

    /** @param failedNanos when its server was asked again in vain; null: it was not */
    private record Fetched(
            String text, long atNanos, @Nullable Long failedNanos) {
        boolean isYoungerThan(Duration age) {
            return isWithin(age, atNanos);
        }

        boolean hasJustFailed() {
            return failedNanos != null && isWithin(PAUSE, failedNanos);
        }

        Fetched failing() {
            return new Fetched(text, atNanos, System.nanoTime());
        }

        private static boolean isWithin(Duration time, long sinceNanos) {
            return System.nanoTime() - sinceNanos < time.toNanos();
        }
    }

    /**
     * Fails with a {@link ServiceException} that names the skill if its text cannot be had: {@code UNAVAILABLE} if another
     * try may fare better.
     */
    public Uni<String> textOf(Skill skill) {
        if (skill.content() != null) {
            return Uni.createFrom().item(skill.content());
        }
        String url = skill.url();
        if (url == null) {
            return Uni.createFrom().failure(unreadable(skill, "it has neither content nor url", false));
        }
        Fetched known = texts.getIfPresent(url);
        if (known != null && (known.isYoungerThan(config.memory()) || known.hasJustFailed())) {
            return Uni.createFrom().item(known.text());
        }
        Uni<String> fetched = fetch(skill, url);
        return known == null || !known.isYoungerThan(config.memory().plus(config.fallback()))
                ? fetched
                : fetched.onFailure(SkillTexts::mayPass).recoverWithItem(failure -> {
                    LOG.warnf("an older text is used: %s", failure.getMessage());
                    texts.put(url, known.failing());
                    return known.text();
                });
    }

    private Uni<String> fetch(Skill skill, String url) {
        int maxBytes = Math.toIntExact(config.maxSize().asLongValue());
        return outbound.send(new OutboundRequest("GET", url, Map.of(), null, config.limit(), maxBytes, true))
                .onFailure(OutboundException.class)
                .transform(failure -> unreadable(skill, failure))
                .map(answer -> read(skill, url, answer))
                .invoke(text -> texts.put(url, new Fetched(text, System.nanoTime(), null)));
    }

    private static boolean mayPass(Throwable failure) {
        return failure instanceof ServiceException error && error.code() == ErrorCode.UNAVAILABLE;
    }

    private static String read(Skill skill, String url, OutboundAnswer answer) {
        if (!answer.isSuccess()) {
            boolean mayPass = answer.status() >= 500 || answer.status() == 429;
            throw unreadable(skill, "%s answered %d".formatted(url, answer.status()), mayPass);
        }
        if (answer.missing() > 0) {
            throw unreadable(
                    skill,
                    "%s is larger than %d bytes".formatted(url, answer.body().length()),
                    false);
        }
        return answer.body().toString(StandardCharsets.UTF_8);
    }

    private static ServiceException unreadable(Skill skill, OutboundException failure) {
        return unreadable(skill, failure.getMessage(), failure.mayPass());
    }

    private static ServiceException unreadable(Skill skill, String why, boolean mayPass) {
        return new ServiceException(
                mayPass ? ErrorCode.UNAVAILABLE : ErrorCode.INVALID_REQUEST,
                "Skill '%s' cannot be read: %s".formatted(skill.name(), why));
    }
}
