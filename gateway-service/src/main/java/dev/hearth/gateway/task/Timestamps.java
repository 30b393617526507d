package dev.hearth.gateway.task;

import com.google.protobuf.Timestamp;

/** RFC 3339 in UTC with microseconds, written by hand: every task shows a dozen of them. */
public final class Timestamps {
    private static final int SECONDS_PER_DAY = 86_400;

    private Timestamps() {}

    public static String text(Timestamp at) {
        long seconds = at.getSeconds();
        int time = (int) Math.floorMod(seconds, (long) SECONDS_PER_DAY);
        char[] text = "0000-00-00T00:00:00.000000Z".toCharArray();
        date(text, Math.floorDiv(seconds, (long) SECONDS_PER_DAY));
        digits(text, 11, 2, time / 3600);
        digits(text, 14, 2, time / 60 % 60);
        digits(text, 17, 2, time % 60);
        digits(text, 20, 6, at.getNanos() / 1000);
        return new String(text);
    }

    static long millis(Timestamp at) {
        return at.getSeconds() * 1000 + at.getNanos() / 1_000_000;
    }

    /** Days since 1970 to a civil date: years begin in March, so that the leap day comes last. */
    private static void date(char[] text, long epochDay) {
        long shifted = epochDay + 719_468;
        long era = Math.floorDiv(shifted, 146_097L);
        int dayOfEra = (int) (shifted - era * 146_097);
        int yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365;
        int dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100);
        int march = (5 * dayOfYear + 2) / 153;
        int month = march < 10 ? march + 3 : march - 9;
        digits(text, 0, 4, (int) (yearOfEra + era * 400) + (month <= 2 ? 1 : 0));
        digits(text, 5, 2, month);
        digits(text, 8, 2, dayOfYear - (153 * march + 2) / 5 + 1);
    }

    private static void digits(char[] text, int from, int count, int value) {
        int rest = value;
        for (int i = from + count - 1; i >= from; i--) {
            text[i] = (char) ('0' + rest % 10);
            rest /= 10;
        }
    }
}
