package dev.hearth.agent.access;

import dev.hearth.ids.TeamId;
import dev.hearth.ids.UserId;
import dev.hearth.proto.v1.CallerIdentity;

/** On whose behalf something is asked, as the API key of the original request proved. */
public record Caller(TeamId team, UserId user) {
    public static Caller of(CallerIdentity identity) {
        return new Caller(new TeamId(identity.getTeamId()), new UserId(identity.getUserId()));
    }

    public CallerIdentity toProto() {
        return CallerIdentity.newBuilder()
                .setTeamId(team.value())
                .setUserId(user.value())
                .build();
    }
}
