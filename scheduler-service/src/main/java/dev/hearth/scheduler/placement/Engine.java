package dev.hearth.scheduler.placement;

import java.util.ArrayList;
import java.util.List;

/** A connected engine. */
final class Engine {
    final EngineView view;
    final List<Worker> workers = new ArrayList<>();
    boolean draining;
    /** Build tasks on its workers; more than one only if they were restored so. */
    int builds;

    Engine(EngineView view) {
        this.view = view;
    }

    boolean isBuilding() {
        return builds > 0;
    }
}
