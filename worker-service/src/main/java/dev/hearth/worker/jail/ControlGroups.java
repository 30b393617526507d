package dev.hearth.worker.jail;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.jboss.logging.Logger;

/** Control groups for memory and processes, version 2 or 1, where the engine may make them; else none. */
final class ControlGroups {
    private static final Logger LOG = Logger.getLogger(ControlGroups.class);
    private static final Path ROOT = Path.of("/sys/fs/cgroup");

    /** In version 2 alone: the whole jail ends together, and memory cannot be had by filling the swap. */
    private static final Map<String, String> EXTRAS = Map.of("memory.oom.group", "1", "memory.swap.max", "0");

    private final List<Controller> controllers;
    /** Folders of groups whose processes had not all gone when they were to be removed. */
    private final Queue<Path> staying = new ConcurrentLinkedQueue<>();

    private ControlGroups(List<Controller> controllers) {
        this.controllers = controllers;
    }

    /** What this machine offers, tried out. */
    static ControlGroups probe(String engineId) {
        return probe(ROOT, engineId);
    }

    static ControlGroups probe(Path root, String engineId) {
        String group = "hearth-" + engineId;
        enable(root);
        enable(root.resolve(group));
        List<Controller> newer = Controller.ofVersion2(root, group).stream()
                .filter(ControlGroups::works)
                .toList();
        return new ControlGroups(
                newer.isEmpty()
                        ? Controller.ofVersion1(root, group).stream()
                                .filter(ControlGroups::works)
                                .toList()
                        : newer);
    }

    /** No limits. */
    static ControlGroups none() {
        return new ControlGroups(List.of());
    }

    boolean limit(Excess kind) {
        return controllers.stream().anyMatch(controller -> controller.kind() == kind);
    }

    /** A new group; empty when this machine has none or no limit is wanted. */
    Optional<ControlGroup> create(String name, ProcessLimits limits) {
        removeStaying();
        List<ControlGroup.Member> members = new ArrayList<>();
        for (Controller controller : controllers) {
            long limit = limits.of(controller.kind());
            if (limit > 0) {
                try {
                    Path folder = Files.createDirectories(controller.parent().resolve(name));
                    Files.writeString(folder.resolve(controller.limitFile()), Long.toString(limit));
                    addExtras(folder);
                    members.add(new ControlGroup.Member(folder, controller));
                } catch (IOException e) {
                    LOG.warnf(e, "no limit of %s for %s", controller.kind(), name);
                }
            }
        }
        return members.isEmpty() ? Optional.empty() : Optional.of(new ControlGroup(members, staying::add));
    }

    private void removeStaying() {
        for (int left = staying.size(); left > 0; left--) {
            Path folder = staying.poll();
            if (folder != null && !ControlGroup.tryRemove(folder)) {
                staying.add(folder);
            }
        }
    }

    private static void addExtras(Path folder) throws IOException {
        for (Map.Entry<String, String> extra : EXTRAS.entrySet()) {
            Path file = folder.resolve(extra.getKey());
            if (Files.isWritable(file)) {
                Files.writeString(file, extra.getValue());
            }
        }
    }

    /** Version 2 has a controller in a group only if the group above hands it down. */
    private static void enable(Path group) {
        Path control = group.resolve("cgroup.subtree_control");
        try {
            if (!Files.exists(group) && Files.isWritable(group.resolveSibling("cgroup.subtree_control"))) {
                Files.createDirectory(group);
            }
            if (Files.isWritable(control)) {
                Files.writeString(control, "+memory +pids");
            }
        } catch (IOException e) {
            LOG.debugf(e, "control groups of %s hand nothing down", group);
        }
    }

    private static boolean works(Controller controller) {
        Path base = controller.parent().getParent();
        if (base == null || !Files.isWritable(base)) {
            return false;
        }
        Path probe = controller.parent().resolve("probe");
        try {
            Files.createDirectories(probe);
            removeLeftOvers(controller.parent());
            Files.createDirectories(probe);
            boolean limited = Files.isWritable(probe.resolve(controller.limitFile()));
            Files.delete(probe);
            return limited;
        } catch (IOException e) {
            LOG.debugf(e, "no control groups at %s", controller.parent());
            return false;
        }
    }

    /** Groups of an engine that was killed; those whose processes still live stay. */
    private static void removeLeftOvers(Path parent) throws IOException {
        try (DirectoryStream<Path> groups = Files.newDirectoryStream(parent, Files::isDirectory)) {
            groups.forEach(ControlGroup::tryRemove);
        }
    }

    /** Removes this engine's folders, if nothing is left in them. */
    void close() {
        removeStaying();
        controllers.stream().map(Controller::parent).distinct().forEach(ControlGroup::tryRemove);
    }
}
