package dev.hearth.scheduler.leader;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** What holds for every task that does not ask for something else. */
@ConfigMapping(prefix = "hearth.scheduler.task")
public interface TaskConfig {
    /** How often a task may be charged before it fails with ENGINE_LOST. */
    @WithDefault("3")
    int maxAttempts();

    /** Bytes of payload of all tasks that have not ended; beyond it new ones are refused until some have. They are held in memory. */
    @WithDefault("268435456")
    long maxLiveBytes();

    /** Time a cancelled call has to end by itself. Longer keeps the worker busy, shorter cuts off clean-ups. */
    @WithDefault("10s")
    Duration cancelGrace();

    /** The longest grace a caller may ask for. */
    @WithDefault("60s")
    Duration maxCancelGrace();

    /** A step shown live is stored at the latest after this long. Shorter costs commits, longer makes tables lag. */
    @WithDefault("500ms")
    Duration storeStepsAfter();

    /** A task that waits this long at a runner behind a long call is taken back. Sooner moves tasks that were about to start. */
    @WithDefault("1s")
    Duration recallAfter();

    /** How long a result waits for log chunks still on their way. Longer delays results of engines that lost chunks. */
    @WithDefault("500ms")
    Duration awaitLogs();

    /** Final tasks are answered from memory for this long, so that nobody reads the database for them. */
    @WithDefault("60s")
    Duration finishedKept();

    /** Bytes of final tasks in memory at most. */
    @WithDefault("67108864")
    long finishedBytes();

    /** How often logs and partial outputs are stored. */
    @WithDefault("250ms")
    Duration storeStreamsEvery();

    /** The newest partial output of a task is stored at most this often. */
    @WithDefault("1s")
    Duration storeOutputEvery();
}
