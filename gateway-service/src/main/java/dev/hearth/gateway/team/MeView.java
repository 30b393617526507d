package dev.hearth.gateway.team;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.time.Instant;
import java.util.List;

/** Whose key it is. */
@RegisterForReflection
record MeView(
        @JsonProperty("user") User user,
        @JsonProperty("team") TeamView team,
        @JsonProperty("scopes") List<String> scopes) {
    MeView {
        scopes = List.copyOf(scopes);
    }

    /** The user behind the key. */
    @RegisterForReflection
    record User(
            @JsonProperty("id") String id,
            @JsonProperty("short_id") String shortId,
            @JsonProperty("created_at") Instant createdAt,
            @JsonProperty("updated_at") Instant updatedAt,
            @JsonProperty("default_team_id") String defaultTeamId,
            @JsonProperty("role") String role,
            @JsonProperty("email") String email,
            @JsonProperty("name") String name,
            @JsonProperty("full_name") String fullName,
            @JsonProperty("avatar_url") String avatarUrl) {}

    static MeView of(Caller caller, UserRow user, TeamRow team) {
        return new MeView(
                new User(
                        user.id,
                        caller.user().shortValue(),
                        user.createdAt,
                        user.updatedAt,
                        user.teamId,
                        user.role,
                        user.email,
                        user.name,
                        user.name,
                        ""),
                TeamView.of(team),
                caller.scopes().stream().sorted().toList());
    }
}
