package dev.hearth.worker.assignment;

import jakarta.inject.Singleton;

/** What workers have others do for them. */
@Singleton
public class Work {
    private final ColdStart coldStart;
    private final FileExchange exchange;
    private final BuildRun builder;

    public Work(ColdStart coldStart, FileExchange exchange, BuildRun builder) {
        this.coldStart = coldStart;
        this.exchange = exchange;
        this.builder = builder;
    }

    ColdStart coldStart() {
        return coldStart;
    }

    FileExchange exchange() {
        return exchange;
    }

    BuildRun builder() {
        return builder;
    }
}
