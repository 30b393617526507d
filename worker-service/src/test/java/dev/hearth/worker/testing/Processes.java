package dev.hearth.worker.testing;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** What runs on this machine. */
public final class Processes {
    private Processes() {}

    /** Whether some process has this in its command line, whose words are parted by NUL. */
    public static boolean isRunning(String commandLine) {
        try (var processes = ProcessHandle.allProcesses()) {
            return processes.anyMatch(process -> commandLineOf(process.pid()).contains(commandLine));
        }
    }

    private static String commandLineOf(long pid) {
        try {
            return Files.readString(Path.of("/proc/" + pid + "/cmdline"));
        } catch (IOException e) {
            return "";
        }
    }
}
