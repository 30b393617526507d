package dev.hearth.worker.jail;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalLong;
import java.util.function.Consumer;
import org.jboss.logging.Logger;

/** Control groups that hold one process tree below its limits: one in version 2, one for each controller in version 1. */
final class ControlGroup {
    private static final Logger LOG = Logger.getLogger(ControlGroup.class);

    private final List<Member> members;
    private final Consumer<Path> staying;

    /** @param staying told of each folder that could not be removed yet */
    ControlGroup(List<Member> members, Consumer<Path> staying) {
        this.members = List.copyOf(members);
        this.staying = staying;
    }

    /** A folder, and what one controller does in it. */
    record Member(Path folder, Controller controller) {}

    /** A process that writes its id to each of these belongs to the group, with all it starts later. */
    List<Path> processesFiles() {
        return folders().stream().map(folder -> folder.resolve("cgroup.procs")).toList();
    }

    boolean limits(Excess kind) {
        return members.stream().anyMatch(member -> member.controller.kind() == kind);
    }

    /** Memory in use; empty when it cannot be told. */
    OptionalLong memoryBytes() {
        return members.stream()
                .filter(member -> member.controller.kind() == Excess.MEMORY)
                .flatMapToLong(member -> numberIn(member.folder.resolve(member.controller.usageFile())).stream())
                .findFirst();
    }

    /** The limit that the kernel has held the group to. */
    Excess excess() {
        return members.stream()
                .filter(ControlGroup::wasHeld)
                .map(member -> member.controller.kind())
                .findFirst()
                .orElse(Excess.NONE);
    }

    private static boolean wasHeld(Member member) {
        try {
            return Files.readString(member.folder.resolve(member.controller.eventsFile()))
                    .lines()
                    .anyMatch(line -> line.startsWith(member.controller.event() + " ") && !line.endsWith(" 0"));
        } catch (IOException e) {
            return false; // the group is gone
        }
    }

    private static OptionalLong numberIn(Path file) {
        try {
            return OptionalLong.of(Long.parseLong(Files.readString(file).strip()));
        } catch (IOException | NumberFormatException e) {
            return OptionalLong.empty();
        }
    }

    /** Removes the group; what its last processes still hold while they end is passed on. */
    void remove() {
        folders().stream().filter(folder -> !tryRemove(folder)).forEach(staying);
    }

    static boolean tryRemove(Path folder) {
        try {
            Files.deleteIfExists(folder);
            return true;
        } catch (IOException e) {
            LOG.debugf(e, "control group stays: %s", folder);
            return false;
        }
    }

    private List<Path> folders() {
        return members.stream().map(Member::folder).distinct().toList();
    }
}
