package dev.hearth.worker.jail;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalLong;
import org.jboss.logging.Logger;

/** A control group that holds one process tree's memory below a limit. */
public final class MemoryGroup {
    private static final Logger LOG = Logger.getLogger(MemoryGroup.class);

    private final Path folder;
    private final String usageFile;
    private final String eventsFile;

    MemoryGroup(Path folder, String usageFile, String eventsFile) {
        this.folder = folder;
        this.usageFile = usageFile;
        this.eventsFile = eventsFile;
    }

    /** A process that writes its id here belongs to the group, with all it starts later. */
    Path processesFile() {
        return folder.resolve("cgroup.procs");
    }

    /** Memory in use; empty when it cannot be told. */
    public OptionalLong usageBytes() {
        try {
            return OptionalLong.of(
                    Long.parseLong(Files.readString(folder.resolve(usageFile)).strip()));
        } catch (IOException | NumberFormatException e) {
            return OptionalLong.empty();
        }
    }

    /** Whether the kernel ended a process of the group for its use of memory. */
    public boolean ranOutOfMemory() {
        try {
            return Files.readAllLines(folder.resolve(eventsFile)).stream()
                    .anyMatch(line -> line.startsWith("oom_kill ") && !line.endsWith(" 0"));
        } catch (IOException e) {
            return false;
        }
    }

    /** Removes the group once its processes are gone. */
    void remove() {
        try {
            Files.deleteIfExists(folder);
        } catch (IOException e) {
            LOG.debugf(e, "control group stays: %s", folder);
        }
    }
}
