package dev.hearth.gateway.testing;

import dev.hearth.errors.ErrorCode;
import dev.hearth.errors.ServiceException;
import dev.hearth.gateway.team.Authentication;
import dev.hearth.gateway.team.Caller;
import dev.hearth.ids.ApiKeyId;
import dev.hearth.ids.TeamId;
import dev.hearth.ids.UserId;
import io.smallrye.mutiny.Uni;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Two teams, and keys that may do one thing each. */
public final class FakeTeams implements Authentication {
    public static final String KEY = "Bearer key-of-local";
    public static final String OTHER_KEY = "Bearer key-of-others";
    public static final String READING_KEY = "Bearer key-that-reads";
    public static final String AGENTS_KEY = "Bearer key-that-runs-agents";
    public static final String CHATS_KEY = "Bearer key-that-reads-chats";
    public static final TeamId TEAM = new TeamId("team0000000000000000000000");
    public static final TeamId OTHER_TEAM = new TeamId("team1111111111111111111111");

    @Override
    public Uni<Caller> callerOf(@Nullable String authorizationHeader) {
        return switch (authorizationHeader) {
            case KEY -> caller(TEAM, Set.of());
            case OTHER_KEY -> caller(OTHER_TEAM, Set.of());
            case READING_KEY -> caller(TEAM, Set.of("apps:read"));
            case AGENTS_KEY -> caller(TEAM, Set.of("agents:execute"));
            case CHATS_KEY -> caller(TEAM, Set.of("conversations:read"));
            case null, default ->
                Uni.createFrom().failure(new ServiceException(ErrorCode.UNAUTHORIZED, "a valid API key is required"));
        };
    }

    private static Uni<Caller> caller(TeamId team, Set<String> scopes) {
        return Uni.createFrom()
                .item(new Caller(
                        team,
                        new UserId("user0000000000000000000000"),
                        new ApiKeyId("key00000000000000000000000"),
                        scopes));
    }
}
