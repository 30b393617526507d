package dev.hearth.ids;

import java.security.SecureRandom;

/**
 * Makes ids: 26 characters of lower-case Crockford base 32, 130 random bits. They sort by nothing, and their first eight
 * characters are random too, so that they serve as short ids.
 */
public final class Ids {
    private static final char[] ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz".toCharArray();
    private static final int LENGTH = 26;
    private static final ThreadLocal<SecureRandom> RANDOM = ThreadLocal.withInitial(SecureRandom::new);

    private Ids() {}

    /** A new id's text. */
    public static String random() {
        byte[] bits = new byte[LENGTH];
        RANDOM.get().nextBytes(bits);
        char[] text = new char[LENGTH];
        for (int i = 0; i < LENGTH; i++) {
            text[i] = ALPHABET[bits[i] & 31];
        }
        return new String(text);
    }

    /** Whether the text has the form of an id. */
    public static boolean isWellFormed(String text) {
        return text.length() == LENGTH && text.chars().allMatch(Ids::isOfAlphabet);
    }

    static void requireText(String value, String what) {
        if (value.isEmpty()) {
            throw new IllegalArgumentException(what + " must not be empty");
        }
    }

    private static boolean isOfAlphabet(int c) {
        return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z' && c != 'i' && c != 'l' && c != 'o' && c != 'u');
    }
}
