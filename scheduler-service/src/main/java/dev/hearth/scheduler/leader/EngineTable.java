package dev.hearth.scheduler.leader;

import dev.hearth.ids.EngineId;
import dev.hearth.scheduler.engine.Engine;
import dev.hearth.scheduler.engine.EngineLine;
import dev.hearth.scheduler.engine.EngineOrder;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The engines that hold a lease. Owned by the leader's thread. */
final class EngineTable {
    private final Map<EngineId, Engine> byId = new LinkedHashMap<>();

    Optional<Engine> find(EngineId id) {
        return Optional.ofNullable(byId.get(id));
    }

    /** The engine that speaks on this line; empty once another line or nobody took its place. */
    Optional<Engine> speaking(EngineId id, EngineLine line) {
        return find(id).filter(engine -> engine.isLine(line));
    }

    void add(Engine engine) {
        byId.put(engine.id(), engine);
    }

    void remove(EngineId id) {
        byId.remove(id);
    }

    boolean send(EngineId id, EngineOrder order) {
        Engine engine = byId.get(id);
        return engine != null && engine.send(order);
    }

    Collection<Engine> all() {
        return List.copyOf(byId.values());
    }
}
