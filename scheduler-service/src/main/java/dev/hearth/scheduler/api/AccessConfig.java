package dev.hearth.scheduler.api;

import io.smallrye.config.ConfigMapping;

/** Who may call. */
@ConfigMapping(prefix = "hearth.scheduler.access")
public interface AccessConfig {
    /** The installation's shared key, 32 characters or more. */
    String internalKey();
}
