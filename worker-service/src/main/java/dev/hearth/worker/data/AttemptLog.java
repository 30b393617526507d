package dev.hearth.worker.data;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/**
 * The log of one attempt within its limit: the first half of the limit is passed on as it comes, of what follows the newest
 * half is kept until the end and then passed on after a line that says how much is missing. Not safe for threads: {@link
 * DataSender} guards it.
 */
final class AttemptLog {
    private final int halfLimitBytes;
    private final Deque<Lines> head = new ArrayDeque<>();
    private final Deque<Lines> tail = new ArrayDeque<>();
    private int acceptedInHead;
    private int tailBytes;
    private long missingBytes;

    AttemptLog(int limitBytes) {
        this.halfLimitBytes = limitBytes / 2;
    }

    /** Lines of one stage, each with its line feed. */
    record Lines(LogStage stage, Instant at, String content, int bytes) {
        Lines with(Lines next) {
            return new Lines(stage, at, content + next.content, bytes + next.bytes);
        }
    }

    void append(LogStage stage, Instant at, String content) {
        Lines lines = new Lines(stage, at, content, content.getBytes(StandardCharsets.UTF_8).length);
        if (tail.isEmpty() && acceptedInHead + lines.bytes <= halfLimitBytes) {
            acceptedInHead += lines.bytes;
            head.add(lines);
            return;
        }
        tail.add(lines);
        tailBytes += lines.bytes;
        while (tailBytes > halfLimitBytes && tail.size() > 1) {
            Lines dropped = tail.removeFirst();
            tailBytes -= dropped.bytes;
            missingBytes += dropped.bytes;
        }
    }

    /** Nothing more comes: what was kept of the end may be passed on. */
    void end(Instant at) {
        if (missingBytes > 0) {
            String note = "… %d bytes of the log are missing here …\n".formatted(missingBytes);
            LogStage stage = tail.getFirst().stage;
            head.add(new Lines(stage, at, note, note.getBytes(StandardCharsets.UTF_8).length));
        }
        head.addAll(tail);
        tail.clear();
        missingBytes = 0;
    }

    /** When the oldest line that may be passed on was written. */
    @Nullable
    Instant oldest() {
        Lines first = head.peekFirst();
        return first == null ? null : first.at;
    }

    /** Whether lines of one stage fill a chunk, or lines of another wait behind them. */
    boolean hasFullChunk(int chunkBytes) {
        int bytes = 0;
        Lines first = head.peekFirst();
        for (Lines lines : head) {
            bytes += lines.bytes;
            if (bytes >= chunkBytes || (first != null && lines.stage != first.stage)) {
                return true;
            }
        }
        return false;
    }

    /** The next lines of one stage, up to a chunk; they stay until {@link #passedOn}. */
    @Nullable
    Lines next(int chunkBytes) {
        Lines chunk = null;
        StringBuilder content = new StringBuilder();
        int bytes = 0;
        for (Lines lines : head) {
            if (chunk == null) {
                chunk = lines;
            } else if (lines.stage != chunk.stage || bytes + lines.bytes > chunkBytes) {
                break;
            }
            content.append(lines.content);
            bytes += lines.bytes;
        }
        return chunk == null ? null : new Lines(chunk.stage, chunk.at, content.toString(), bytes);
    }

    /** How many chunks are left when nothing more comes. */
    int chunksLeft(int chunkBytes) {
        int chunks = 0;
        int bytes = 0;
        LogStage stage = null;
        for (Lines lines : head) {
            if (lines.stage != stage || bytes + lines.bytes > chunkBytes) {
                chunks++;
                bytes = 0;
                stage = lines.stage;
            }
            bytes += lines.bytes;
        }
        return chunks;
    }

    void passedOn(Lines chunk) {
        int bytes = chunk.bytes;
        while (bytes > 0) {
            bytes -= head.removeFirst().bytes;
        }
    }
}
