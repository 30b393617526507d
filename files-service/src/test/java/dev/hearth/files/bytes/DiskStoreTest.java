package dev.hearth.files.bytes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hearth.testing.SmallDisk;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.FileChannel;
import java.nio.channels.ReadableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.io.TempDir;

class DiskStoreTest {
    @TempDir
    Path home;

    @Test
    void showsBytesOnlyOnceTheyAreKept() throws IOException {
        DiskStore store = DiskStore.open(home, 0);
        Draft draft = store.draft(0);
        draft.write(bytes("hel"));
        draft.write(bytes("lo"));
        assertThat(filesIn("blobs")).isZero();

        Content content = draft.keep();

        assertThat(Files.readString(store.pathOf(content.blob()))).isEqualTo("hello");
        assertThat(content.sizeBytes()).isEqualTo(5);
        assertThat(content.sha256()).isEqualTo("2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824");
        assertThat(filesIn("incoming")).isZero();
    }

    @Test
    @EnabledIf("dev.hearth.testing.SmallDisk#mayMount")
    void tellsThatTheDiskIsFullInTheMiddleOfAWriteAndGoesOn() throws Exception {
        try (SmallDisk _ = SmallDisk.mount(home, "size=4m")) {
            DiskStore store = DiskStore.open(home, 0);
            Content earlier = kept(store, "earlier");
            Draft draft = store.draft(0);

            assertThatThrownBy(() -> {
                        for (int i = 0; i < 8; i++) {
                            draft.write(ByteBuffer.allocate(1 << 20));
                        }
                    })
                    .isInstanceOf(StorageFullException.class)
                    .hasMessageContaining("disk is full");
            draft.discard();

            assertThat(filesIn("incoming")).isZero();
            assertThat(filesIn("blobs")).isEqualTo(1);
            assertThat(Files.readString(store.pathOf(earlier.blob()))).isEqualTo("earlier");
            assertThat(Files.readString(store.pathOf(kept(store, "later").blob())))
                    .isEqualTo("later");
        }
    }

    @Test
    void leavesNothingOfADiscardedDraft() throws IOException {
        DiskStore store = DiskStore.open(home, 0);
        Draft draft = store.draft(0);
        draft.write(bytes("hello"));

        draft.discard();

        assertThat(filesIn("incoming")).isZero();
        assertThatThrownBy(() -> draft.write(bytes("more"))).isInstanceOf(ClosedChannelException.class);
        assertThatThrownBy(draft::keep).isInstanceOf(ClosedChannelException.class);
        assertThat(filesIn("blobs")).isZero();
    }

    @Test
    void doesNotDiscardWhatWasKept() throws IOException {
        DiskStore store = DiskStore.open(home, 0);
        Draft draft = store.draft(0);
        Content content = draft.keep();

        draft.discard();

        assertThat(store.pathOf(content.blob())).exists();
    }

    @Test
    void throwsAwayTheDraftsOfACrash() throws IOException {
        DiskStore crashed = DiskStore.open(home, 0);
        crashed.draft(0).write(bytes("half"));

        DiskStore.open(home, 0);

        assertThat(filesIn("incoming")).isZero();
    }

    @Test
    void letsAReaderFinishWhatWasRemoved() throws IOException {
        DiskStore store = DiskStore.open(home, 0);
        Draft draft = store.draft(0);
        draft.write(bytes("hello"));
        BlobId blob = draft.keep().blob();

        try (ReadableByteChannel reader = store.open(blob, 1).orElseThrow()) {
            assertThat(store.remove(blob)).isTrue();
            ByteBuffer read = ByteBuffer.allocate(10);
            reader.read(read);
            assertThat(new String(read.array(), 0, read.position(), StandardCharsets.UTF_8))
                    .isEqualTo("ello");
        }
        assertThat(store.open(blob, 0)).isEmpty();
        assertThat(store.remove(blob)).isFalse();
    }

    @Test
    void refusesMoreThanThereIsRoomFor() throws IOException {
        DiskStore store = DiskStore.open(home, 0);

        assertThatThrownBy(() -> store.draft(Long.MAX_VALUE / 2))
                .isInstanceOf(StorageFullException.class)
                .hasMessageContaining("no room");
        assertThat(filesIn("incoming")).isZero();
    }

    @Test
    void keepsRoomForOthers() throws IOException {
        DiskStore store = DiskStore.open(home, Long.MAX_VALUE / 2);

        assertThatThrownBy(() -> store.draft(0)).isInstanceOf(StorageFullException.class);
    }

    @Test
    @EnabledIf("hasFullDevice")
    void knowsAFullDiskFromOtherFailures() throws IOException {
        try (FileChannel full = FileChannel.open(Path.of("/dev/full"), StandardOpenOption.WRITE)) {
            assertThatThrownBy(() -> full.write(bytes("x")))
                    .isInstanceOfSatisfying(
                            IOException.class,
                            failure ->
                                    assertThat(DiskSpace.explained(failure)).isInstanceOf(StorageFullException.class));
        }
        IOException other = new IOException("Input/output error");
        assertThat(DiskSpace.explained(other)).isSameAs(other);
    }

    @Test
    void keepsBytesFromOtherUsersOfTheMachine() throws IOException {
        DiskStore store = DiskStore.open(home, 0);

        Path path = store.pathOf(store.draft(0).keep().blob());

        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(path)))
                .isEqualTo("rw-------");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(home.resolve("blobs"))))
                .isEqualTo("rwx------");
    }

    @Test
    void listsOldBlobsByShard() throws IOException {
        DiskStore store = DiskStore.open(home, 0);
        BlobId blob = store.draft(0).keep().blob();
        Files.createFile(store.pathOf(blob).resolveSibling("not a blob"));

        String shard = store.shards().getFirst();

        assertThat(store.keptBefore(shard, Instant.now().plusSeconds(60))).containsExactly(blob);
        assertThat(store.keptBefore(shard, Instant.now().minusSeconds(60))).isEmpty();
    }

    @Test
    void letsOneProcessInAtATime() throws IOException {
        try (HomeLock first = HomeLock.take(home)) {
            assertThat(first).isNotNull();
            assertThatThrownBy(() -> HomeLock.take(home))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining(home.toString());
        }

        HomeLock.take(home).close();
    }

    private static Content kept(DiskStore store, String text) throws IOException {
        Draft draft = store.draft(0);
        draft.write(bytes(text));
        return draft.keep();
    }

    static boolean hasFullDevice() {
        return Files.isWritable(Path.of("/dev/full"));
    }

    private long filesIn(String folder) throws IOException {
        try (var all = Files.walk(home.resolve(folder))) {
            return all.filter(Files::isRegularFile).count();
        }
    }

    private static ByteBuffer bytes(String text) {
        return ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
    }
}
