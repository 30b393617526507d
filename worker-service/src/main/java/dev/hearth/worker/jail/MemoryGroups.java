package dev.hearth.worker.jail;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** Control groups for memory, version 2 or 1, where the engine may make them; else none. */
public final class MemoryGroups {
    private static final Logger LOG = Logger.getLogger(MemoryGroups.class);
    private static final Path ROOT = Path.of("/sys/fs/cgroup");

    private final @Nullable Kind kind;

    private MemoryGroups(@Nullable Kind kind) {
        this.kind = kind;
    }

    private record Kind(Path parent, String limitFile, String usageFile, String eventsFile) {}

    /** What this machine offers, tried out. */
    public static MemoryGroups probe(String engineId) {
        List<Kind> kinds = List.of(
                new Kind(ROOT.resolve("hearth-" + engineId), "memory.max", "memory.current", "memory.events"),
                new Kind(
                        ROOT.resolve("memory").resolve("hearth-" + engineId),
                        "memory.limit_in_bytes",
                        "memory.usage_in_bytes",
                        "memory.oom_control"));
        for (Kind kind : kinds) {
            if (works(kind)) {
                return new MemoryGroups(kind);
            }
        }
        return new MemoryGroups(null);
    }

    /** No limits. */
    public static MemoryGroups none() {
        return new MemoryGroups(null);
    }

    public boolean areAvailable() {
        return kind != null;
    }

    /** A new group; empty when this machine has none or no limit is wanted. */
    Optional<MemoryGroup> create(String name, long limitBytes) {
        if (kind == null || limitBytes <= 0) {
            return Optional.empty();
        }
        try {
            Path folder = Files.createDirectories(kind.parent.resolve(name));
            Files.writeString(folder.resolve(kind.limitFile), Long.toString(limitBytes));
            return Optional.of(new MemoryGroup(folder, kind.usageFile, kind.eventsFile));
        } catch (IOException e) {
            LOG.warnf(e, "no memory limit for %s", name);
            return Optional.empty();
        }
    }

    private static boolean works(Kind kind) {
        Path base = kind.parent.getParent();
        if (base == null || !Files.isWritable(base)) {
            return false;
        }
        Path probe = kind.parent.resolve("probe");
        try {
            Files.createDirectories(probe);
            removeLeftOvers(kind.parent);
            Files.createDirectories(probe);
            boolean limited = Files.isWritable(probe.resolve(kind.limitFile));
            Files.delete(probe);
            return limited;
        } catch (IOException e) {
            LOG.debugf(e, "no control groups at %s", kind.parent);
            return false;
        }
    }

    /** Groups of an engine that was killed; those whose processes still live stay. */
    private static void removeLeftOvers(Path parent) throws IOException {
        try (DirectoryStream<Path> groups = Files.newDirectoryStream(parent, Files::isDirectory)) {
            for (Path group : groups) {
                new MemoryGroup(group, "", "").remove();
            }
        }
    }
}
