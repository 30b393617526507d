package dev.hearth.worker.archive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hearth.worker.testing.Samples;
import dev.hearth.worker.testing.Settings;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.apache.commons.compress.archivers.tar.TarConstants;
import org.apache.commons.compress.archivers.zip.ZipArchiveEntry;
import org.apache.commons.compress.archivers.zip.ZipArchiveOutputStream;
import org.apache.commons.compress.compressors.gzip.GzipCompressorOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ArchiveUnpackerTest {
    @TempDir
    private Path folder;

    private Path archive;
    private Path target;

    @BeforeEach
    void makeTarget() throws IOException {
        archive = folder.resolve("archive");
        target = Files.createDirectory(folder.resolve("target"));
    }

    @Test
    void unpacksAZip() throws Exception {
        Files.write(
                archive, Samples.zip(Map.of("a/b.txt", "one", "c.txt", "two")).toByteArray());

        unpacker(Map.of()).unpack(archive, target);

        assertThat(target.resolve("a/b.txt")).hasContent("one");
        assertThat(target.resolve("c.txt")).hasContent("two");
    }

    @Test
    void unpacksATarGz() throws Exception {
        try (OutputStream file = Files.newOutputStream(archive);
                TarArchiveOutputStream tar = new TarArchiveOutputStream(new GzipCompressorOutputStream(file))) {
            put(tar, new TarArchiveEntry("./a/b.txt"), "one");
        }

        unpacker(Map.of()).unpack(archive, target);

        assertThat(target.resolve("a/b.txt")).hasContent("one");
    }

    @ParameterizedTest
    @ValueSource(strings = {"../out.txt", "a/../../out.txt", "/out.txt", "a\\..\\out.txt"})
    void refusesAnEntryThatEscapes(String name) throws Exception {
        try (ZipArchiveOutputStream zip = new ZipArchiveOutputStream(archive)) {
            zip.putArchiveEntry(new ZipArchiveEntry(name));
            zip.write('x');
            zip.closeArchiveEntry();
        }

        assertThatThrownBy(() -> unpacker(Map.of()).unpack(archive, target))
                .isInstanceOf(ArchiveRefusedException.class);

        assertThat(folder.resolve("out.txt")).doesNotExist();
    }

    @Test
    void refusesALinkInAZip() throws Exception {
        try (ZipArchiveOutputStream zip = new ZipArchiveOutputStream(archive)) {
            ZipArchiveEntry link = new ZipArchiveEntry("link");
            link.setUnixMode(0120777);
            zip.putArchiveEntry(link);
            zip.write("/etc/passwd".getBytes(StandardCharsets.UTF_8));
            zip.closeArchiveEntry();
        }

        assertThatThrownBy(() -> unpacker(Map.of()).unpack(archive, target))
                .isInstanceOf(ArchiveRefusedException.class)
                .hasMessageContaining("'link'");
    }

    @ParameterizedTest
    @ValueSource(bytes = {TarConstants.LF_SYMLINK, TarConstants.LF_LINK, TarConstants.LF_CHR, TarConstants.LF_FIFO})
    void refusesWhatIsNeitherFileNorFolderInATar(byte type) throws Exception {
        try (TarArchiveOutputStream tar = new TarArchiveOutputStream(Files.newOutputStream(archive))) {
            TarArchiveEntry link = new TarArchiveEntry("link", type);
            link.setLinkName("/etc/passwd");
            tar.putArchiveEntry(link);
            tar.closeArchiveEntry();
        }

        assertThatThrownBy(() -> unpacker(Map.of()).unpack(archive, target))
                .isInstanceOf(ArchiveRefusedException.class);
    }

    @Test
    void refusesWhatUnpacksToMoreThanTheLimit() throws Exception {
        Files.write(archive, Samples.zip(Map.of("big", "x".repeat(2000))).toByteArray());

        assertThatThrownBy(() -> unpacker(Map.of("hearth.worker.archive.max-bytes", "1000"))
                        .unpack(archive, target))
                .isInstanceOf(ArchiveRefusedException.class)
                .hasMessageContaining("1000 bytes");
    }

    @Test
    void refusesMoreEntriesThanTheLimit() throws Exception {
        Files.write(archive, Samples.zip(Map.of("a", "", "b", "", "c", "")).toByteArray());

        assertThatThrownBy(() -> unpacker(Map.of("hearth.worker.archive.max-entries", "2"))
                        .unpack(archive, target))
                .isInstanceOf(ArchiveRefusedException.class)
                .hasMessageContaining("2 entries");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "not an archive", "PK\u0003\u0004 broken"})
    void refusesWhatIsNoArchive(String content) throws Exception {
        Files.writeString(archive, content);

        assertThatThrownBy(() -> unpacker(Map.of()).unpack(archive, target))
                .isInstanceOf(ArchiveRefusedException.class);
    }

    @Test
    void deletesATreeWithoutFollowingItsLinks() throws Exception {
        Path outside = Files.writeString(folder.resolve("outside"), "stays");
        Files.createDirectories(target.resolve("a/b"));
        Files.createSymbolicLink(target.resolve("a/link"), folder);
        Files.writeString(target.resolve("a/b/c"), "goes");

        Trees.delete(target);

        assertThat(target).doesNotExist();
        assertThat(outside).hasContent("stays");
    }

    private static void put(TarArchiveOutputStream tar, TarArchiveEntry entry, String content) throws IOException {
        byte[] bytes = content.getBytes(StandardCharsets.UTF_8);
        entry.setSize(bytes.length);
        tar.putArchiveEntry(entry);
        tar.write(bytes);
        tar.closeArchiveEntry();
    }

    private static ArchiveUnpacker unpacker(Map<String, String> settings) {
        return new ArchiveUnpacker(new Settings(settings).of(ArchiveConfig.class));
    }
}
