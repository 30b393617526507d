package dev.hearth.cli.remote;

import dev.hearth.cli.console.CliException;
import dev.hearth.cli.console.ExitCode;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.apache.commons.compress.compressors.gzip.GzipCompressorOutputStream;
import org.apache.commons.compress.compressors.gzip.GzipParameters;

/**
 * An app's folder as a tar.gz in a temporary file. Equal contents give equal bytes: entries are sorted, and have no times
 * and no owners.
 *
 * @param sha256 lower-case hex
 * @param warnings what was left out although nobody asked for that
 */
record AppArchive(Path file, String sha256, long sizeBytes, int files, List<String> warnings) implements AutoCloseable {
    private static final long MAX_BYTES = 256L << 20;
    private static final int MAX_FILES = 20_000;
    private static final int FILE_MODE = 0100644;
    private static final int EXECUTABLE_MODE = 0100755;

    AppArchive {
        warnings = List.copyOf(warnings);
    }

    static AppArchive of(Path folder) {
        PackedFiles packed = PackedFiles.of(folder);
        if (packed.files().size() > MAX_FILES) {
            throw new CliException(
                    ExitCode.USAGE,
                    "%s has %d files, %d at most make an app: name what is not needed in %s"
                            .formatted(folder, packed.files().size(), MAX_FILES, IgnoreRules.FILE));
        }
        Path target = temporaryFile();
        try {
            String sha256 = write(packed.files(), target);
            AppArchive archive = new AppArchive(
                    target, sha256, Files.size(target), packed.files().size(), packed.warnings());
            if (archive.sizeBytes() > MAX_BYTES) {
                archive.close();
                throw new CliException(
                        ExitCode.USAGE,
                        "%s packs to %d MiB, %d MiB are allowed: name what is not needed in %s"
                                .formatted(folder, archive.sizeBytes() >> 20, MAX_BYTES >> 20, IgnoreRules.FILE));
            }
            return archive;
        } catch (IOException e) {
            delete(target);
            throw new CliException(ExitCode.MISSING, "cannot pack %s: %s".formatted(folder, e), e);
        }
    }

    @Override
    public void close() {
        delete(file);
    }

    private static Path temporaryFile() {
        try {
            Path file = Files.createTempFile("hearth-app-", ".tar.gz");
            file.toFile().deleteOnExit(); // after Ctrl-C nobody closes
            return file;
        } catch (IOException e) {
            throw new CliException(ExitCode.MISSING, "cannot write a temporary file: " + e, e);
        }
    }

    private static String write(Map<String, Path> files, Path target) throws IOException {
        MessageDigest digest = newDigest();
        GzipParameters parameters = new GzipParameters();
        parameters.setModificationTime(0);
        try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(target));
                DigestOutputStream digested = new DigestOutputStream(out, digest);
                TarArchiveOutputStream tar =
                        new TarArchiveOutputStream(new GzipCompressorOutputStream(digested, parameters), "UTF-8")) {
            tar.setLongFileMode(TarArchiveOutputStream.LONGFILE_POSIX);
            tar.setBigNumberMode(TarArchiveOutputStream.BIGNUMBER_POSIX);
            tar.setAddPaxHeadersForNonAsciiNames(true);
            for (Map.Entry<String, Path> file : files.entrySet()) {
                put(tar, file.getKey(), file.getValue());
            }
        }
        return HexFormat.of().formatHex(digest.digest());
    }

    private static void put(TarArchiveOutputStream tar, String name, Path file) throws IOException {
        byte[] content = Files.readAllBytes(file);
        TarArchiveEntry entry = new TarArchiveEntry(name);
        entry.setSize(content.length);
        entry.setModTime(0L);
        entry.setMode(Files.isExecutable(file) ? EXECUTABLE_MODE : FILE_MODE);
        tar.putArchiveEntry(entry);
        tar.write(content);
        tar.closeArchiveEntry();
    }

    private static void delete(Path file) {
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            file.toFile().deleteOnExit();
        }
    }

    private static MessageDigest newDigest() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
