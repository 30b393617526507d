package dev.hearth.scheduler.placement;

import java.util.Comparator;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Idle workers that are alike. A worker must not change while it lies here. */
final class IdlePool {
    private final TreeSet<Worker> byRoom;
    private final TreeSet<Worker> byUse;

    IdlePool(Steps steps) {
        Comparator<Worker> byId =
                Comparator.comparing(worker -> worker.capacity.id().value());
        Comparator<Worker> oldestUse =
                Comparator.<Worker>comparingLong(worker -> worker.lastUse).thenComparing(byId);
        Comparator<Worker> mostRoom =
                Comparator.comparingLong(Worker::freeRamBytes).reversed().thenComparing(oldestUse);
        this.byRoom = new TreeSet<>(counted(mostRoom, steps));
        this.byUse = new TreeSet<>(counted(oldestUse, steps));
    }

    void add(Worker worker) {
        byRoom.add(worker);
        byUse.add(worker);
    }

    void remove(Worker worker) {
        byRoom.remove(worker);
        byUse.remove(worker);
    }

    boolean isEmpty() {
        return byUse.isEmpty();
    }

    /** A worker on which the runner finds room, the emptiest; else the one that was not used for longest. */
    @Nullable
    Worker pick(long ramBytes, long vramBytes) {
        if (isEmpty()) {
            return null;
        }
        Worker emptiest = byRoom.first();
        return emptiest.hasRoomFor(ramBytes, vramBytes) ? emptiest : byUse.first();
    }

    private static Comparator<Worker> counted(Comparator<Worker> order, Steps steps) {
        return (a, b) -> {
            steps.take();
            return order.compare(a, b);
        };
    }
}
