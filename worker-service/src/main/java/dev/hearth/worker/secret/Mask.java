package dev.hearth.worker.secret;

import dev.hearth.secrets.SecretForms;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * Hides values in text, also the way they stand in JSON, in URLs and in base 64, and each line of one that has several.
 * Values below four characters are left alone: hiding every "1" would hide the log. It keeps secrets out of logs by accident,
 * not by intent: an app that wants to can always write its secrets in some other form. Immutable.
 */
public final class Mask {
    /** What stands for a value. */
    public static final String HIDDEN = "****";

    /** Hides nothing. */
    public static final Mask NONE = new Mask(List.of());

    private static final int SHORTEST = 4;

    /** Longest first, so that a value which contains another is hidden whole. */
    private final List<String> hidden;

    private Mask(List<String> hidden) {
        this.hidden = hidden;
    }

    static Mask of(Collection<String> values) {
        Set<String> all = new TreeSet<>(
                Comparator.comparingInt(String::length).reversed().thenComparing(Comparator.naturalOrder()));
        values.stream()
                .flatMap(value -> Stream.concat(Stream.of(value), value.lines().map(String::strip)))
                .filter(value -> value.length() >= SHORTEST)
                .flatMap(SecretForms::of)
                .forEach(all::add);
        return all.isEmpty() ? NONE : new Mask(List.copyOf(all));
    }

    /** The text without any of the values. */
    public String hide(String text) {
        String masked = text;
        for (String value : hidden) {
            if (masked.contains(value)) {
                masked = masked.replace(value, HIDDEN);
            }
        }
        return masked;
    }

    /**
     * How many characters at the end of a text may belong to a value that goes on behind it. A text that is cut before them
     * can be masked by itself, and so can what follows.
     */
    public int begunAtEnd(String text) {
        int cut = text.length();
        for (String value : hidden) {
            cut = Math.min(cut, text.length() - overlap(text, value));
        }
        while (cut > 0) {
            int earlier = startOfValueAcross(text, cut);
            if (earlier == cut) {
                break;
            }
            cut = earlier;
        }
        return text.length() - cut;
    }

    /** The length of the longest end of the text that a value, longer than it, begins with. */
    private static int overlap(String text, String value) {
        for (int length = Math.min(value.length() - 1, text.length()); length > 0; length--) {
            if (text.regionMatches(text.length() - length, value, 0, length)) {
                return length;
            }
        }
        return 0;
    }

    /** Where a value begins that the cut would part; the cut itself if it parts none. */
    private int startOfValueAcross(String text, int cut) {
        int start = cut;
        for (String value : hidden) {
            int at = text.indexOf(value, Math.max(0, cut - value.length() + 1));
            if (at >= 0) {
                start = Math.min(start, at);
            }
        }
        return start;
    }
}
