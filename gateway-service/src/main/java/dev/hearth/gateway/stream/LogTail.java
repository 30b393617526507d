package dev.hearth.gateway.stream;

import dev.hearth.gateway.http.JsonBytes;
import dev.hearth.proto.v1.LogChunk;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;

/** The newest log chunks of a task, as many as fit into a line. Not for several threads. */
final class LogTail {
    /** Bytes that a chunk takes beside its content. */
    private static final int AROUND = 224;

    private final int kept;
    private final Deque<LogChunk> chunks = new ArrayDeque<>();
    private int size;

    LogTail(int keptBytes) {
        this.kept = keptBytes;
    }

    /** Adds a chunk unless it is known, as after a reconnection; says whether it was new. */
    boolean add(LogChunk chunk) {
        if (!isNewer(chunk)) {
            return false;
        }
        chunks.addLast(chunk);
        size += sizeOf(chunk);
        while (size > kept && chunks.size() > 1) {
            size -= sizeOf(chunks.removeFirst());
        }
        return true;
    }

    boolean addAll(Collection<LogChunk> more) {
        boolean added = false;
        for (LogChunk chunk : more) {
            added |= add(chunk);
        }
        return added;
    }

    /** The newest chunks that fit, oldest first; the first of them may be cut to its end. */
    List<LogChunk> within(int bytes) {
        List<LogChunk> newest = new ArrayList<>();
        int left = bytes;
        Iterator<LogChunk> backwards = chunks.descendingIterator();
        while (backwards.hasNext() && left > AROUND) {
            LogChunk chunk = backwards.next();
            if (sizeOf(chunk) > left) {
                newest.add(endOf(chunk, left - AROUND));
                break;
            }
            newest.add(chunk);
            left -= sizeOf(chunk);
        }
        Collections.reverse(newest);
        return newest;
    }

    int size() {
        return size;
    }

    private boolean isNewer(LogChunk chunk) {
        LogChunk last = chunks.peekLast();
        return last == null
                || chunk.getAttempt() > last.getAttempt()
                || (chunk.getAttempt() == last.getAttempt() && chunk.getSequence() > last.getSequence());
    }

    private static LogChunk endOf(LogChunk chunk, int bytes) {
        String content = chunk.getContent();
        int from = content.length() - Math.min(content.length(), Math.max(0, bytes / 6));
        int line = content.indexOf('\n', from);
        boolean hasMore = line >= 0 && line + 1 < content.length();
        return chunk.toBuilder()
                .setContent(content.substring(hasMore ? line + 1 : from))
                .build();
    }

    private static int sizeOf(LogChunk chunk) {
        return AROUND + JsonBytes.lineSizeOf(chunk.getContent());
    }
}
