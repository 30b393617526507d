package dev.hearth.worker.files;

import dev.hearth.ids.TeamId;
import dev.hearth.worker.jail.Mount;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.InputStream;
import java.net.URLConnection;
import java.nio.channels.Channels;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.SecureDirectoryStream;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributeView;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Stores files that an app made. The app names them as it sees them, and may be hostile: every folder on the way is opened from
 * the one before without following links, so that a link of the app's never leads the engine to a file of the host's.
 */
@Singleton
public class OutputFiles {
    private final StoredFiles stored;

    public OutputFiles(StoredFiles stored) {
        this.stored = stored;
    }

    /** Uploads a file of a jailed app; answers {@code inf://files/<id>}. */
    public String upload(TeamId team, List<Mount> mounts, String path, String filename, String contentType)
            throws FileUnavailableException, IOException, InterruptedException {
        String name = filename.isEmpty() ? path.substring(path.lastIndexOf('/') + 1) : filename;
        Location location = locate(mounts, Path.of(path).normalize())
                .orElseThrow(() -> new FileUnavailableException("output file '%s' is not there".formatted(path)));
        return store(team, name, contentType, () -> open(location));
    }

    /** Uploads a file of an app that runs as the engine's own user does. */
    public String uploadOpen(TeamId team, String path, String filename, String contentType)
            throws FileUnavailableException, IOException, InterruptedException {
        Path file = Path.of(path);
        if (!Files.isRegularFile(file)) {
            throw new FileUnavailableException("output file '%s' is not there".formatted(path));
        }
        String name = filename.isEmpty() ? String.valueOf(file.getFileName()) : filename;
        return store(team, name, contentType, () -> Files.newInputStream(file));
    }

    private String store(TeamId team, String name, String contentType, StoredFiles.Content content)
            throws FileUnavailableException, IOException, InterruptedException {
        String type = contentType.isEmpty()
                ? Optional.ofNullable(URLConnection.guessContentTypeFromName(name))
                        .orElse("application/octet-stream")
                : contentType;
        try {
            return "inf://files/"
                    + stored.write(team, InputFiles.safeName(name), type, "outputs", content)
                            .id()
                            .value();
        } catch (NoSuchFileException | NotDirectoryException e) {
            throw new FileUnavailableException("output file '%s' is not there".formatted(name), e);
        }
    }

    /** A file below a folder of the host that is shown to the app. */
    private record Location(Path base, Path below) {}

    private static Optional<Location> locate(List<Mount> mounts, Path path) {
        return mounts.stream()
                .filter(mount -> path.startsWith(mount.inside()) && !path.equals(mount.inside()))
                .findFirst()
                .map(mount -> new Location(mount.host(), mount.inside().relativize(path)));
    }

    private static InputStream open(Location location) throws IOException {
        try (DirectoryStream<Path> base = Files.newDirectoryStream(location.base())) {
            if (!(base instanceof SecureDirectoryStream<Path> folder)) {
                throw new IOException("this platform cannot read safely below " + location.base());
            }
            return openBelow(folder, location.below());
        }
    }

    private static InputStream openBelow(SecureDirectoryStream<Path> folder, Path below) throws IOException {
        Path first = below.getName(0);
        if (below.getNameCount() > 1) {
            try (SecureDirectoryStream<Path> next = folder.newDirectoryStream(first, LinkOption.NOFOLLOW_LINKS)) {
                return openBelow(next, below.subpath(1, below.getNameCount()));
            }
        }
        BasicFileAttributeView view =
                folder.getFileAttributeView(first, BasicFileAttributeView.class, LinkOption.NOFOLLOW_LINKS);
        if (!view.readAttributes().isRegularFile()) {
            throw new NoSuchFileException(below.toString(), null, "not a regular file");
        }
        return Channels.newInputStream(
                folder.newByteChannel(first, Set.of(StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS)));
    }
}
