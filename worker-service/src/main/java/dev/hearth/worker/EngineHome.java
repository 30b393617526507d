package dev.hearth.worker;

import dev.hearth.ids.TeamId;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;

/** The engine's folder and what lies where in it. */
@Singleton
public class EngineHome {
    private final Path root;

    public EngineHome(EngineConfig config) {
        this.root = config.home().toAbsolutePath().normalize();
    }

    public Path root() {
        return folder(root);
    }

    /** Unpacked archives, by digest. */
    public Path apps() {
        return folder(root.resolve("apps"));
    }

    /** Finished environments, by digest. */
    public Path environments() {
        return folder(root.resolve("environments"));
    }

    /** What is being made; emptied at start. On the same file system as the rest, so that finished things can be renamed. */
    public Path unfinished() {
        return folder(root.resolve("unfinished"));
    }

    /** A new folder among what is being made, open to readers that are shown it. */
    public Path newFolder(String prefix) throws IOException {
        Path folder = Files.createTempDirectory(unfinished(), prefix);
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
        return folder;
    }

    /** One folder for each living runner; emptied at start. */
    public Path runners() {
        return folder(root.resolve("runners"));
    }

    /** Tools the engine brings itself, and its own wheel. */
    public Path tools() {
        return folder(root.resolve("tools"));
    }

    /** Caches that only this team's code and builds can write to. */
    public Path team(TeamId team) {
        return folder(folder(root.resolve("teams")).resolve(team.value()));
    }

    /** What an app keeps from one of its runners to the next, for one team that calls it. */
    public Path appCache(TeamId team, String appId) {
        return team(team).resolve("cache").resolve(appId);
    }

    private static Path folder(Path path) {
        try {
            return Files.createDirectories(path);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot make the folder " + path, e);
        }
    }
}
