package dev.hearth.cli.stack;

import dev.hearth.cli.console.CliException;
import dev.hearth.cli.console.ExitCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;

/**
 * A cache of loaded and linked classes beside the jars of one build, with which a JVM starts about three times faster. It
 * is recorded by a rehearsal, once per build ({@link RehearseCommand}).
 *
 * @param recording whether a JVM that has none writes one when it ends
 */
record StartupCache(boolean recording) {
    /** For every start but a rehearsal. */
    static final StartupCache READ_ONLY = new StartupCache(false);

    private static final String UNFINISHED = ".new";

    /** What to add to the options of a JVM that runs the jars of a folder. */
    List<String> optionsFor(Path folder, String name) {
        Path cache = folder.resolve(name);
        if (Files.exists(cache)) {
            // A cache that does not fit (another JDK) is left alone, and that is no warning.
            return List.of("-XX:AOTCache=" + cache, "-Xlog:aot=off", "-Xlog:cds=off");
        }
        return recording ? List.of("-XX:AOTCacheOutput=" + cache + UNFINISHED, "-Xlog:aot=error") : List.of();
    }

    /** Puts a cache in place whose JVM has ended. False if that JVM wrote none. */
    static boolean keepRecorded(Path folder, String name) {
        Path unfinished = folder.resolve(name + UNFINISHED);
        try {
            if (!Files.exists(unfinished)) {
                return false;
            }
            Files.move(unfinished, folder.resolve(name), StandardCopyOption.ATOMIC_MOVE);
            return true;
        } catch (IOException e) {
            throw new CliException(ExitCode.MISSING, "cannot keep the start-up cache " + unfinished + ": " + e, e);
        }
    }
}
