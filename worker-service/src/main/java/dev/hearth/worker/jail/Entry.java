package dev.hearth.worker.jail;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * The last step before app code: a shell that reads the variables from a file and becomes the program. Variables travel in a
 * file, because arguments are shown to every user of the host, and are read last, because {@code LD_PRELOAD} and its like must
 * not reach the programs that close the jail.
 */
final class Entry {
    private static final Pattern NAME = Pattern.compile("[A-Za-z_][A-Za-z0-9_]*");
    private static final String SCRIPT = ". \"$0\" && cd \"$1\" && unset OLDPWD && shift && exec \"$@\"";

    private Entry() {}

    /** @param maxProcesses a limit of its own; 0: none */
    static List<String> script(Path environmentFile, Path workingFolder, int maxProcesses) {
        // Shells do not agree on the letter.
        String limit = "{ ulimit -p %1$d 2>/dev/null || ulimit -u %1$d; } && ".formatted(maxProcesses);
        String script = maxProcesses > 0 ? limit + SCRIPT : SCRIPT;
        return List.of("/bin/sh", "-c", script, environmentFile.toString(), workingFolder.toString());
    }

    /** The file's content. Names that a shell cannot hold are left out. */
    static String fileOf(Map<String, String> environment) {
        StringBuilder text = new StringBuilder("unset PWD SHLVL _\n");
        new TreeMap<>(environment).forEach((name, value) -> {
            if (NAME.matcher(name).matches() && value.indexOf('\0') < 0) {
                text.append("export ")
                        .append(name)
                        .append("='")
                        .append(value.replace("'", "'\\''"))
                        .append("'\n");
            }
        });
        return text.toString();
    }
}
