package dev.hearth.worker.archive;

import jakarta.inject.Singleton;
import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Enumeration;
import java.util.zip.ZipException;
import org.apache.commons.compress.CompressException;
import org.apache.commons.compress.archivers.ArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.apache.commons.compress.archivers.zip.ZipArchiveEntry;
import org.apache.commons.compress.archivers.zip.ZipFile;
import org.apache.commons.compress.compressors.gzip.GzipCompressorInputStream;

/**
 * Unpacks an app's archive (zip, tar or tar.gz) so that nothing leaves the target: links, devices, absolute names and names
 * with {@code ..} are refused, and so is what exceeds the limits.
 */
@Singleton
public class ArchiveUnpacker {
    private static final int BUFFER_BYTES = 64 * 1024;

    private final ArchiveConfig config;

    public ArchiveUnpacker(ArchiveConfig config) {
        this.config = config;
    }

    /** Unpacks into a folder that exists and is empty. After a refusal the folder may hold a part. */
    public void unpack(Path archive, Path target) throws ArchiveRefusedException, IOException {
        Unpacking unpacking = new Unpacking(target.toAbsolutePath().normalize());
        try {
            switch (formatOf(archive)) {
                case ZIP -> unpacking.zip(archive);
                case GZIP -> {
                    try (InputStream in = GzipCompressorInputStream.builder()
                            .setInputStream(open(archive))
                            .setDecompressConcatenated(true)
                            .get()) {
                        unpacking.tar(in);
                    }
                }
                case TAR -> {
                    try (InputStream in = open(archive)) {
                        unpacking.tar(in);
                    }
                }
            }
        } catch (CompressException | ZipException | EOFException | UncheckedIOException | IllegalArgumentException e) {
            throw new ArchiveRefusedException("the archive is damaged: " + e.getMessage(), e);
        }
    }

    private enum Format {
        ZIP,
        GZIP,
        TAR
    }

    private static Format formatOf(Path archive) throws IOException {
        try (InputStream in = Files.newInputStream(archive)) {
            byte[] magic = in.readNBytes(4);
            if (magic.length == 4 && magic[0] == 'P' && magic[1] == 'K') {
                return Format.ZIP;
            }
            return magic.length > 2 && (magic[0] & 0xff) == 0x1f && (magic[1] & 0xff) == 0x8b
                    ? Format.GZIP
                    : Format.TAR;
        }
    }

    private static InputStream open(Path archive) throws IOException {
        return new BufferedInputStream(Files.newInputStream(archive), BUFFER_BYTES);
    }

    /** One archive on its way to disk, with what it has used of the limits. */
    private final class Unpacking {
        private final Path target;
        private long bytes;
        private int entries;

        Unpacking(Path target) {
            this.target = target;
        }

        void zip(Path archive) throws ArchiveRefusedException, IOException {
            try (ZipFile zip = ZipFile.builder().setPath(archive).get()) {
                Enumeration<ZipArchiveEntry> all = zip.getEntries();
                while (all.hasMoreElements()) {
                    ZipArchiveEntry entry = all.nextElement();
                    int type = entry.getUnixMode() & 0xf000;
                    if (entry.isUnixSymlink() || (type != 0 && type != 0x8000 && type != 0x4000)) {
                        throw refused(entry, "is neither a file nor a folder");
                    }
                    try (InputStream in = zip.getInputStream(entry)) {
                        store(entry, in, (entry.getUnixMode() & 0100) != 0);
                    }
                }
            }
        }

        void tar(InputStream in) throws ArchiveRefusedException, IOException {
            boolean any = false;
            try (TarArchiveInputStream tar = new TarArchiveInputStream(in)) {
                for (TarArchiveEntry entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
                    any = true;
                    if (!isFileOrFolder(entry)) {
                        throw refused(entry, "is neither a file nor a folder");
                    }
                    store(entry, tar, (entry.getMode() & 0100) != 0);
                }
            }
            if (!any) {
                throw new ArchiveRefusedException("the archive is empty, or neither zip, tar nor tar.gz");
            }
        }

        private void store(ArchiveEntry entry, InputStream in, boolean executable)
                throws ArchiveRefusedException, IOException {
            if (++entries > config.maxEntries()) {
                throw new ArchiveRefusedException(
                        "the archive has more than %d entries".formatted(config.maxEntries()));
            }
            Path path = pathOf(entry);
            try {
                if (entry.isDirectory()) {
                    Files.createDirectories(path);
                    return;
                }
                Files.createDirectories(path.getParent() == null ? target : path.getParent());
                write(in, path);
            } catch (FileAlreadyExistsException e) {
                throw new ArchiveRefusedException("entry '%s' is in the archive twice".formatted(entry.getName()), e);
            }
            if (executable && !path.toFile().setExecutable(true, false)) {
                throw new IOException("could not make " + path + " executable");
            }
        }

        private void write(InputStream in, Path path) throws ArchiveRefusedException, IOException {
            byte[] buffer = new byte[BUFFER_BYTES];
            try (OutputStream out =
                    Files.newOutputStream(path, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
                for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
                    bytes += count;
                    if (bytes > config.maxBytes()) {
                        throw new ArchiveRefusedException(
                                "the archive unpacks to more than %d bytes".formatted(config.maxBytes()));
                    }
                    out.write(buffer, 0, count);
                }
            }
        }

        private Path pathOf(ArchiveEntry entry) throws ArchiveRefusedException {
            String name = entry.getName();
            if (name.startsWith("/") || name.contains("\\") || name.indexOf('\0') >= 0) {
                throw refused(entry, "has an unsafe name");
            }
            for (String part : name.split("/", -1)) {
                if (part.equals("..")) {
                    throw refused(entry, "leaves the archive's folder");
                }
            }
            try {
                Path path = target.resolve(name).normalize();
                if (!path.startsWith(target)) {
                    throw refused(entry, "leaves the archive's folder");
                }
                return path;
            } catch (InvalidPathException e) {
                throw new ArchiveRefusedException("entry '%s' has an unsafe name".formatted(name), e);
            }
        }

        private static boolean isFileOrFolder(TarArchiveEntry entry) {
            return !entry.isSymbolicLink()
                    && !entry.isLink()
                    && !entry.isCharacterDevice()
                    && !entry.isBlockDevice()
                    && !entry.isFIFO()
                    && (entry.isFile() || entry.isDirectory());
        }

        private ArchiveRefusedException refused(ArchiveEntry entry, String why) {
            return new ArchiveRefusedException("entry '%s' %s".formatted(entry.getName(), why));
        }
    }
}
