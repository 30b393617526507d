package dev.hearth.agent.turn;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Room for turns in this process: how many it works on, and how much of their chats it holds in memory. Safe for any thread;
 * whoever is told that there is room again is called without a lock.
 */
final class Places {
    private final int mostTurns;
    private final long mostBytes;
    private final long kept;
    private final Runnable onRoom;
    private int turns;
    private long bytes;

    /**
     * @param kept bytes that are kept for a turn whose chat is still to be read
     * @param onRoom called when there is more room than before
     */
    Places(int mostTurns, long mostBytes, long kept, Runnable onRoom) {
        this.mostTurns = mostTurns;
        this.mostBytes = mostBytes;
        this.kept = kept;
        this.onRoom = onRoom;
    }

    /** A place for a turn of whose chat nothing is held yet; null: there is none. */
    synchronized @Nullable Place take() {
        if (turns >= mostTurns) {
            return null;
        }
        turns++;
        return new Place(0);
    }

    /**
     * Places for turns whose chats are about to be read, with room for any of these chats. Half of what is free is left to
     * others.
     */
    synchronized List<Place> takeSome(int most) {
        List<Place> places = new ArrayList<>();
        if (hasRoom()) {
            long number = Math.clamp((mostBytes - bytes) / kept / 2, 1, Math.min(most, mostTurns - turns));
            for (long i = 0; i < number; i++) {
                turns++;
                bytes += kept;
                places.add(new Place(kept));
            }
        }
        return places;
    }

    /** Whether there is a place, with room for any chat. A process that holds nothing takes any. */
    synchronized boolean hasRoom() {
        return turns < mostTurns && (bytes == 0 || bytes + kept <= mostBytes);
    }

    /** The room of one turn. */
    final class Place {
        private long holds;
        private boolean isFree;

        private Place(long holds) {
            this.holds = holds;
        }

        /** Holds so many bytes instead of what it held; false: there is no room for them, and it holds what it held. */
        boolean tryHold(long more) {
            synchronized (Places.this) {
                long others = bytes - holds;
                if (others > 0 && more > 0 && others + more > mostBytes) {
                    return false;
                }
            }
            hold(more);
            return true;
        }

        /** As {@link #tryHold}, room or not: they are there. */
        void hold(long now) {
            boolean isLess;
            synchronized (Places.this) {
                if (isFree) {
                    return;
                }
                isLess = now < holds;
                bytes += now - holds;
                holds = now;
            }
            if (isLess) {
                onRoom.run();
            }
        }

        /** Gives the place back; more than once is as good as once. */
        void free() {
            synchronized (Places.this) {
                if (isFree) {
                    return;
                }
                isFree = true;
                turns--;
                bytes -= holds;
                holds = 0;
            }
            onRoom.run();
        }
    }
}
