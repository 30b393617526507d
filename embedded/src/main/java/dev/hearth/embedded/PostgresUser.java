package dev.hearth.embedded;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * The system user PostgreSQL runs as. It refuses to run as root, so root starts it under a uid of its own; anyone else
 * starts it as themselves.
 */
public enum PostgresUser {
    /** Whoever runs this JVM. */
    SELF {
        @Override
        List<String> command(List<String> command, boolean diesWithParent) {
            return diesWithParent ? prefixed(command, List.of("setpriv", PARENT_DEATH, "--")) : command;
        }

        @Override
        List<String> initialisingCommand(List<String> command) {
            return command;
        }

        @Override
        void own(Path tree) {}

        @Override
        void ownToInitialise(Path tree) {}

        @Override
        Optional<Path> unreachable(Path path) {
            return Optional.empty();
        }
    },

    /** The fixed uid below, entered from root with {@code setpriv}. */
    DEDICATED {
        @Override
        List<String> command(List<String> command, boolean diesWithParent) {
            List<String> prefix = new ArrayList<>(become(UID));
            if (diesWithParent) {
                prefix.add(PARENT_DEATH);
            }
            prefix.add("--");
            return prefixed(command, prefix);
        }

        @Override
        List<String> initialisingCommand(List<String> command) {
            return prefixed(
                    command,
                    Stream.concat(become(NOBODY).stream(), Stream.of("--")).toList());
        }

        @Override
        void own(Path tree) {
            give(tree, UID);
        }

        @Override
        void ownToInitialise(Path tree) {
            give(tree, NOBODY);
        }

        private static List<String> become(int uid) {
            return List.of("setpriv", "--reuid=" + uid, "--regid=" + uid, "--clear-groups");
        }

        private static void give(Path tree, int uid) {
            try (Stream<Path> paths = Files.walk(tree)) {
                for (Path path : paths.toList()) {
                    Files.setAttribute(path, "unix:uid", uid, LinkOption.NOFOLLOW_LINKS);
                    Files.setAttribute(path, "unix:gid", uid, LinkOption.NOFOLLOW_LINKS);
                }
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        @Override
        Optional<Path> unreachable(Path path) {
            Path folder = path.toAbsolutePath().getParent();
            while (folder != null) {
                if (Files.exists(folder) && !permissions(folder).contains(PosixFilePermission.OTHERS_EXECUTE)) {
                    return Optional.of(folder);
                }
                folder = folder.getParent();
            }
            return Optional.empty();
        }
    };

    /**
     * The uid and gid of PostgreSQL where Hearth runs as root. No account has it (it lies outside of the ranges that
     * distributions and systemd hand out), and the engine never runs an app under it; below 65536, so that it exists in
     * containers whose users are mapped.
     */
    public static final int UID = 60932;

    private static final int NOBODY = 65534;

    private static final String PARENT_DEATH = "--pdeathsig=INT";

    /** The one that fits the user of this JVM. */
    public static PostgresUser current() {
        try {
            Object uid = Files.getAttribute(Path.of("/proc/self"), "unix:uid");
            return Integer.valueOf(0).equals(uid) ? DEDICATED : SELF;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The command that runs another one as this user; with {@code diesWithParent} it stops when our JVM is gone. */
    abstract List<String> command(List<String> command, boolean diesWithParent);

    /**
     * The command that runs {@code initdb}, which insists on a user with a name; the dedicated uid has none, so that there
     * it runs as nobody and its folder is handed over afterwards.
     */
    abstract List<String> initialisingCommand(List<String> command);

    /** Gives a folder and all in it to this user. */
    abstract void own(Path tree);

    /** Gives a folder and all in it to the user of {@link #initialisingCommand}. */
    abstract void ownToInitialise(Path tree);

    /** The folder above a path that this user cannot pass, if there is one. */
    abstract Optional<Path> unreachable(Path path);

    /** Whether this user can get to a path, whose parents may not exist yet. */
    public boolean canReach(Path path) {
        return unreachable(path).isEmpty();
    }

    /** Lets others pass a folder: below it lies one that PostgreSQL's user must get to. */
    static void openToOthers(Path folder) throws IOException {
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwx--x--x"));
    }

    private static List<String> prefixed(List<String> command, List<String> prefix) {
        return Stream.concat(prefix.stream(), command.stream()).toList();
    }

    private static Set<PosixFilePermission> permissions(Path folder) {
        try {
            return Files.readAttributes(folder, PosixFileAttributes.class).permissions();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
