package dev.hearth.files.bytes;

import dev.hearth.ids.Ids;

/**
 * Names one stored sequence of bytes. A file that gets new bytes gets a new blob: what a blob id names never changes, so
 * a reader sees the old bytes or the new ones and never a mixture.
 */
public record BlobId(String value) {
    public BlobId {
        if (!Ids.isWellFormed(value)) { // becomes part of a path
            throw new IllegalArgumentException("not a blob id: " + value);
        }
    }

    /** A new id nobody has. */
    public static BlobId random() {
        return new BlobId(Ids.random());
    }

    @Override
    public String toString() {
        return value;
    }
}
