package dev.hearth.files.bytes;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Set;

/** A draft in a temporary file, renamed to its place when it is complete and synced. One lock holds its state. */
final class DiskDraft implements Draft {
    /** How often the room left on the disk is looked at while bytes of unknown number come in. */
    private static final long BYTES_BETWEEN_CHECKS = 16 << 20;

    private final BlobId blob;
    private final Path temporary;
    private final Path blobs;
    private final DiskSpace space;
    private final FileChannel channel;
    private final MessageDigest digest = sha256();
    private long sizeBytes;
    private long uncheckedBytes;
    private boolean isKept;

    DiskDraft(BlobId blob, Path temporary, Path blobs, DiskSpace space) throws IOException {
        this.blob = blob;
        this.temporary = temporary;
        this.blobs = blobs;
        this.space = space;
        try {
            this.channel = FileChannel.open(
                    temporary,
                    Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
                    Folders.OWNER_ONLY_FILE);
        } catch (IOException e) {
            throw DiskSpace.explained(e);
        }
    }

    @Override
    public synchronized void write(ByteBuffer bytes) throws IOException {
        int length = bytes.remaining();
        uncheckedBytes += length;
        if (uncheckedBytes >= BYTES_BETWEEN_CHECKS) {
            space.requireRoomFor(0);
            uncheckedBytes = 0;
        }
        digest.update(bytes.duplicate());
        try {
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
        } catch (IOException e) {
            throw DiskSpace.explained(e);
        }
        sizeBytes += length;
    }

    @Override
    public synchronized Content keep() throws IOException {
        if (!channel.isOpen()) {
            throw new ClosedChannelException();
        }
        try {
            channel.force(true);
            channel.close();
            Path shard = Folders.ensure(blobs, DiskStore.shardOf(blob));
            Files.move(temporary, shard.resolve(blob.value()), StandardCopyOption.ATOMIC_MOVE);
            isKept = true;
            Folders.sync(shard);
        } catch (IOException e) {
            throw DiskSpace.explained(e);
        }
        return new Content(blob, sizeBytes, HexFormat.of().formatHex(digest.digest()));
    }

    @Override
    public synchronized void discard() {
        if (isKept) {
            return;
        }
        try {
            channel.close();
            Files.deleteIfExists(temporary);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot remove " + temporary, e);
        }
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
