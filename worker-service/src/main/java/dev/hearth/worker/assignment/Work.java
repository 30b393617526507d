package dev.hearth.worker.assignment;

import jakarta.inject.Singleton;

/** What workers have others do for them. */
@Singleton
public class Work {
    private final ColdStart coldStart;
    private final FileExchange exchange;
    private final LargeOutputs largeOutputs;
    private final BuildRun builder;

    public Work(ColdStart coldStart, FileExchange exchange, LargeOutputs largeOutputs, BuildRun builder) {
        this.coldStart = coldStart;
        this.exchange = exchange;
        this.largeOutputs = largeOutputs;
        this.builder = builder;
    }

    ColdStart coldStart() {
        return coldStart;
    }

    FileExchange exchange() {
        return exchange;
    }

    LargeOutputs largeOutputs() {
        return largeOutputs;
    }

    BuildRun builder() {
        return builder;
    }
}
