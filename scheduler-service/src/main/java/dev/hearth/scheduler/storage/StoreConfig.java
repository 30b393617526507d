package dev.hearth.scheduler.storage;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** Where the tables are, and how long what is in them is kept. */
@ConfigMapping(prefix = "hearth.scheduler.store")
public interface StoreConfig {
    String host();

    int port();

    String name();

    String user();

    String password();

    /** Finished tasks are kept for this long; partitions older than this that hold no live task are dropped. */
    @WithDefault("30d")
    Duration retention();

    /** How often retention looks. Rarely matters: it drops whole days. */
    @WithDefault("1h")
    Duration retentionEvery();

    /** Idempotency keys are known for this long. */
    @WithDefault("24h")
    Duration idempotencyKept();

    /** Changes in one statement. More makes commits longer, fewer makes them many. */
    @WithDefault("500")
    int maxBatch();

    /** Bytes of payload in one statement, more or less. More holds up small tasks behind large ones. */
    @WithDefault("16777216")
    long maxBatchBytes();
}
