package dev.hearth.gateway.secret;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Settings of secrets. */
@ConfigMapping(prefix = "hearth.gateway.secrets")
public interface SecretsConfig {
    /**
     * What values are sealed with ({@code HEARTH_SECRETS_KEY}), 32 characters or more. Every replica needs the same. Once it
     * is lost, all secrets have to be set again.
     */
    Optional<String> key();

    /** Keys of the past ({@code HEARTH_SECRETS_OLD_KEYS}): what they sealed is sealed anew at the start. */
    Optional<List<String>> oldKeys();

    /**
     * Without {@link #key}, it is read from this file ({@code HEARTH_SECRETS_KEY_FILE}), which is made at the first start for
     * its owner alone. Good for one replica only.
     */
    @WithDefault(".hearth/gateway/secrets.key")
    Path keyFile();

    /** How long the fingerprints of a team's secrets are believed. Another replica sees a change that much later. */
    @WithDefault("2s")
    Duration maxAge();

    /** Teams whose fingerprints are held in memory. */
    @WithDefault("5000")
    long rememberedTeams();

    /** How many secrets a team may have. */
    @WithDefault("1000")
    int perTeam();
}
