package dev.hearth.worker.control;

import dev.hearth.ids.Ids;
import dev.hearth.proto.v1.EngineCapabilities;
import dev.hearth.proto.v1.EngineHello;
import dev.hearth.proto.v1.EngineMessage;
import dev.hearth.proto.v1.TaskResult;
import dev.hearth.worker.EngineConfig;
import dev.hearth.worker.assignment.Workers;
import dev.hearth.worker.environment.Interpreters;
import dev.hearth.worker.jail.Jail;
import dev.hearth.worker.jail.JailConfig;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.List;

/** Puts together what an engine says first: who it is, what it offers, and everything it holds. */
@Singleton
public class HelloWriter {
    /** A message must stay below the receiver's limit; what does not fit follows the Hello. */
    private static final int MAX_RESULT_BYTES = 1024 * 1024;

    private final EngineConfig config;
    private final Workers workers;
    private final ResultKeeper results;
    private final EpochGate epoch;
    private final EngineCapabilities capabilities;
    private final String incarnation = Ids.random();

    public HelloWriter(
            EngineConfig config,
            Workers workers,
            ResultKeeper results,
            EpochGate epoch,
            Jail jail,
            JailConfig jailConfig,
            Interpreters interpreters) {
        this.config = config;
        this.workers = workers;
        this.results = results;
        this.epoch = epoch;
        this.capabilities = EngineCapabilities.newBuilder()
                .setJailed(jail.isClosed())
                .setJailFreeTeamId(jail.isClosed() ? "" : jailConfig.freeTeamId())
                .addAllPythons(interpreters.minors())
                .addAllLabels(config.labels().orElse(List.of()))
                .setDepth(config.depth())
                .build();
    }

    /** A Hello, and the results that did not fit into it. */
    record Hello(EngineMessage message, List<TaskResult> results) {
        Hello {
            results = List.copyOf(results);
        }
    }

    Hello write(boolean draining) {
        EngineHello.Builder hello = EngineHello.newBuilder()
                .setEngineId(config.id())
                .setIncarnation(incarnation)
                .setEpoch(epoch.highest())
                .setCapabilities(capabilities)
                .setDraining(draining);
        workers.offers().forEach(offer -> hello.addWorkers(ControlMapper.toProto(offer)));
        workers.runners().forEach(runner -> hello.addRunners(ControlMapper.toProto(runner)));
        workers.held().forEach(held -> hello.addHeld(ControlMapper.toProto(held)));
        // After what is held: an attempt that ends in between is said twice, never not at all.
        List<TaskResult> others = new ArrayList<>();
        long bytes = 0;
        for (TaskResult result : results.all()) {
            bytes += result.getSerializedSize();
            if (ControlOutbound.isInline(result) && bytes <= MAX_RESULT_BYTES) {
                hello.addResults(result);
            } else {
                others.add(result);
            }
        }
        return new Hello(EngineMessage.newBuilder().setHello(hello).build(), others);
    }
}
