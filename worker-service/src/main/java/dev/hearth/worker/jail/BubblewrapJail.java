package dev.hearth.worker.jail;

import dev.hearth.ids.TeamId;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Bubblewrap: own processes, own {@code /tmp} and home, of the host's files only the system's programs. Where the engine is
 * root, the mounts are made as root (the engine's folder may lie below one that only root may enter), then the process becomes
 * the team's user without any capability, then a second bubblewrap takes away the means to make user namespaces.
 */
public final class BubblewrapJail implements Jail {
    private static final List<String> SYSTEM_FOLDERS = List.of("/bin", "/sbin", "/lib", "/lib32", "/lib64");

    /** Of {@code /etc} only what programs need to find hosts, certificates, fonts and time. */
    private static final List<String> SYSTEM_FILES = List.of(
            "/etc/ssl",
            "/etc/pki",
            "/etc/ca-certificates",
            "/etc/resolv.conf",
            "/etc/hosts",
            "/etc/nsswitch.conf",
            "/etc/localtime",
            "/etc/fonts",
            "/etc/alternatives",
            "/etc/ld.so.cache",
            "/etc/mime.types",
            "/etc/magic");

    /** Which of them a process uses is told by its variables. */
    private static final List<String> GPU_DEVICES = Stream.concat(
                    Stream.of(
                            "/dev/dri",
                            "/dev/kfd",
                            "/dev/nvidiactl",
                            "/dev/nvidia-uvm",
                            "/dev/nvidia-uvm-tools",
                            "/dev/nvidia-modeset"),
                    IntStream.range(0, 16).mapToObj(number -> "/dev/nvidia" + number))
            .toList();

    private final String bubblewrap;
    private final @Nullable TeamUids uids;

    /**
     * @param bubblewrap the program
     * @param uids users of the teams; null: the engine is not root
     */
    public BubblewrapJail(String bubblewrap, @Nullable TeamUids uids) {
        this.bubblewrap = bubblewrap;
        this.uids = uids;
    }

    @Override
    public boolean isClosed() {
        return true;
    }

    @Override
    public Path inside(Mount mount) {
        return mount.inside();
    }

    @Override
    public OptionalInt uidOf(TeamId team) {
        return uids == null ? OptionalInt.empty() : OptionalInt.of(uids.of(team));
    }

    @Override
    public List<String> commandLine(ProcessSpec spec, Path environmentFile, int maxProcesses) {
        List<String> line = new ArrayList<>(List.of(bubblewrap));
        line.addAll(List.of("--unshare-pid", "--unshare-ipc", "--unshare-uts", "--unshare-cgroup-try"));
        line.addAll(List.of("--die-with-parent", "--new-session", "--hostname", "hearth"));
        addSystem(line, spec);
        addMounts(line, spec);
        if (spec.withGpus()) {
            GPU_DEVICES.forEach(device -> line.addAll(List.of("--dev-bind-try", device, device)));
        }
        // What lies between the mounts is a file system in memory, and nobody's to write to.
        line.addAll(List.of("--remount-ro", "/dev", "--remount-ro", "/", "--chdir", "/"));
        OptionalInt uid = uidOf(spec.team());
        if (uid.isPresent()) {
            line.addAll(List.of("--cap-drop", "ALL", "--cap-add", "CAP_SETUID", "--cap-add", "CAP_SETGID"));
            line.addAll(List.of("--cap-add", "CAP_SETPCAP", "--", "setpriv"));
            line.addAll(List.of("--reuid", "" + uid.getAsInt(), "--regid", "" + uid.getAsInt(), "--clear-groups"));
            line.addAll(List.of("--bounding-set=-all", "--inh-caps=-all", "--no-new-privs"));
            line.addAll(List.of(bubblewrap, "--unshare-user", "--disable-userns", "--dev-bind", "/", "/", "--"));
        } else {
            line.addAll(List.of("--unshare-user", "--disable-userns", "--cap-drop", "ALL", "--"));
        }
        line.addAll(Entry.script(environmentFile, spec.workingFolder(), maxProcesses));
        line.addAll(spec.command());
        return line;
    }

    private static void addSystem(List<String> line, ProcessSpec spec) {
        line.addAll(List.of("--ro-bind", "/usr", "/usr"));
        for (String folder : SYSTEM_FOLDERS) {
            Path path = Path.of(folder);
            if (Files.isSymbolicLink(path)) {
                line.addAll(List.of("--symlink", "usr" + folder, folder));
            } else if (Files.isDirectory(path)) {
                line.addAll(List.of("--ro-bind", folder, folder));
            }
        }
        line.addAll(List.of("--proc", "/proc", "--dev", "/dev", "--perms", "1777"));
        if (spec.ramBytes() > 0) {
            line.addAll(List.of("--size", "" + spec.ramBytes()));
        }
        line.addAll(List.of("--tmpfs", "/dev/shm"));
        addParent(line, Path.of("/etc/x"));
        for (String file : SYSTEM_FILES) {
            line.addAll(List.of("--ro-bind-try", file, file));
        }
    }

    private static void addMounts(List<String> line, ProcessSpec spec) {
        Set<Path> parents = new LinkedHashSet<>();
        spec.mounts().forEach(mount -> collectParents(mount.inside(), parents));
        for (Path parent : parents) {
            line.addAll(List.of("--perms", "0755", "--dir", parent.toString()));
        }
        for (Mount mount : spec.mounts()) {
            line.addAll(List.of(
                    mount.writable() ? "--bind" : "--ro-bind",
                    mount.host().toString(),
                    mount.inside().toString()));
        }
    }

    /** Folders that bubblewrap makes by itself are closed to all but their owner. */
    private static void addParent(List<String> line, Path path) {
        Set<Path> parents = new LinkedHashSet<>();
        collectParents(path, parents);
        parents.forEach(parent -> line.addAll(List.of("--perms", "0755", "--dir", parent.toString())));
    }

    private static void collectParents(Path path, Set<Path> parents) {
        Path parent = path.getParent();
        if (parent != null && parent.getNameCount() > 0) {
            collectParents(parent, parents);
            parents.add(parent);
        }
    }
}
