package dev.hearth.gateway.team;

import dev.hearth.ids.TeamId;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithConverter;
import io.smallrye.config.WithDefault;
import java.time.Duration;
import java.util.Optional;
import org.eclipse.microprofile.config.spi.Converter;
import org.jspecify.annotations.Nullable;

/** Settings of teams and keys. */
@ConfigMapping(prefix = "hearth.gateway.team")
public interface TeamConfig {
    /** Id of team {@code local} ({@code HEARTH_LOCAL_TEAM_ID}); engines without a jail serve this team only. */
    @WithDefault("hearth00000000000000000001")
    @WithConverter(TeamIdConverter.class)
    TeamId localTeamId();

    /** API key of the owner of team {@code local} ({@code HEARTH_OWNER_KEY}); without it nobody can call until one is set. */
    Optional<String> ownerKey();

    /** How long a key is believed without asking the database. More saves queries; a revoked key lives that much longer. */
    @WithDefault("2s")
    Duration keyMaxAge();

    /** How exact {@code last_used_at} is. Less costs a write for every key in use that often. */
    @WithDefault("60s")
    Duration lastUsedResolution();

    /** Reads a team's id. */
    final class TeamIdConverter implements Converter<TeamId> {
        private static final long serialVersionUID = 1L;

        @Override
        public @Nullable TeamId convert(String value) {
            return value.isBlank() ? null : new TeamId(value.strip());
        }
    }
}
