package dev.hearth.gateway.secret;

/** A secret in clear: on its way in or out, never kept. Its text is masked wherever an object is printed. */
record SecretValue(String clear) {
    /** What fits an environment variable on every platform. */
    static final int MAX_BYTES = 64 * 1024;

    private static final int SHOWN = 4;

    /** Enough for its owner to recognise a long one. */
    String masked() {
        return clear.length() < 5 * SHOWN ? "****" : "****" + clear.substring(clear.length() - SHOWN);
    }

    @Override
    public String toString() {
        return "****";
    }
}
