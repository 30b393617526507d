package dev.hearth.files.bytes;

/**
 * Bytes that are safely stored.
 *
 * @param sha256 lower-case hexadecimal digits
 */
public record Content(BlobId blob, long sizeBytes, String sha256) {}
