package dev.hearth.scheduler.placement;

import java.util.Comparator;
import java.util.TreeSet;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Idle workers that are alike. A worker must not change while it lies here. */
final class IdlePool {
    /** Workers that carry sessions looked at before giving up. */
    private static final int CARRIER_LOOKS = 16;

    private final TreeSet<Worker> byRoom;
    /** Those without sessions: everything on them can be evicted. */
    private final TreeSet<Worker> byUse;
    /** Those with sessions, the ones with most room beside them first. */
    private final TreeSet<Worker> carriers;

    private final Steps steps;

    IdlePool(Steps steps) {
        Comparator<Worker> byId =
                Comparator.comparing(worker -> worker.capacity.id().value());
        Comparator<Worker> oldestUse =
                Comparator.<Worker>comparingLong(worker -> worker.lastUse).thenComparing(byId);
        Comparator<Worker> mostRoom =
                Comparator.comparingLong(Worker::freeRamBytes).reversed().thenComparing(oldestUse);
        this.byRoom = new TreeSet<>(counted(mostRoom, steps));
        this.byUse = new TreeSet<>(counted(oldestUse, steps));
        Comparator<Worker> leastPinned =
                Comparator.comparingLong(Worker::unpinnedRamBytes).reversed().thenComparing(oldestUse);
        this.carriers = new TreeSet<>(counted(leastPinned, steps));
        this.steps = steps;
    }

    void add(Worker worker) {
        byRoom.add(worker);
        (worker.carriesSessions() ? carriers : byUse).add(worker);
    }

    void remove(Worker worker) {
        byRoom.remove(worker);
        (worker.carriesSessions() ? carriers : byUse).remove(worker);
    }

    boolean isEmpty() {
        return byRoom.isEmpty();
    }

    /**
     * A worker on which the runner finds room, the emptiest; else the one that was not used for longest, as long as
     * sessions leave it room.
     */
    @Nullable
    Worker pick(long ramBytes, long vramBytes) {
        if (isEmpty()) {
            return null;
        }
        Worker emptiest = byRoom.first();
        if (emptiest.hasRoomFor(ramBytes, vramBytes)) {
            return emptiest;
        }
        return byUse.isEmpty() ? pickCarrier(ramBytes, vramBytes, worker -> true) : byUse.first();
    }

    /** A worker that carries sessions already, has room beside them and is wanted. */
    @Nullable
    Worker pickCarrier(long ramBytes, long vramBytes, Predicate<Worker> wanted) {
        int looks = 0;
        for (Worker worker : carriers) {
            steps.take();
            if (worker.hasRoomBesideSessions(ramBytes, vramBytes) && wanted.test(worker)) {
                return worker;
            }
            if (++looks == CARRIER_LOOKS) {
                break;
            }
        }
        return null;
    }

    private static Comparator<Worker> counted(Comparator<Worker> order, Steps steps) {
        return (a, b) -> {
            steps.take();
            return order.compare(a, b);
        };
    }
}
