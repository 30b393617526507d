package dev.hearth.cli.author;

/** An error in what the author wrote. */
final class AuthorErrorException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final String where;

    /** @param where {@code file:line}, relative to the app; may be empty */
    AuthorErrorException(String where, String message) {
        super(message);
        this.where = where;
    }

    String where() {
        return where;
    }
}
