package dev.hearth.agent.llm;

import dev.hearth.agent.chat.MessageRole;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * What of a conversation fits into the LLM's context. Tokens are estimated as a quarter of the bytes, and a quarter of the
 * context is left for the answer. Whole turns are dropped, the oldest first, so that no call loses its result; the turn that
 * is being answered is kept whatever it takes, and the app says so if it is too much.
 */
final class ContextWindow {
    private static final int BYTES_PER_TOKEN = 4;
    private static final int TOKENS_PER_LINE = 8;

    /** Of an image, about; what of its URI is no text to the LLM, whatever its length. */
    private static final int TOKENS_PER_FILE = 256;

    private ContextWindow() {}

    /**
     * The newest lines that fit.
     *
     * @param others what else is sent with every call: prompt and tools
     */
    static List<Line> newest(List<Line> lines, int contextSize, String... others) {
        long room = contextSize - contextSize / 4L;
        for (String other : others) {
            room -= tokens(other);
        }
        int kept = lines.size();
        int from = lines.size();
        while (from > 0) {
            int turn = startOfTurn(lines, from - 1);
            for (Line line : lines.subList(turn, from)) {
                room -= tokens(line);
            }
            boolean current = kept == lines.size();
            if (room < 0 && !current) {
                break;
            }
            kept = turn;
            from = turn;
        }
        return lines.subList(kept, lines.size());
    }

    private static int startOfTurn(List<Line> lines, int last) {
        int start = last;
        while (start > 0 && lines.get(start).role() != MessageRole.USER) {
            start--;
        }
        return start;
    }

    private static long tokens(Line line) {
        int files = line.images().size() + line.files().size();
        return TOKENS_PER_LINE
                + (long) files * TOKENS_PER_FILE
                + tokens(line.withoutFiles().toJson().toString());
    }

    private static long tokens(String text) {
        return text.getBytes(StandardCharsets.UTF_8).length / BYTES_PER_TOKEN;
    }
}
