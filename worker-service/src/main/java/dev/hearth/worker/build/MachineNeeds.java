package dev.hearth.worker.build;

import com.sun.management.OperatingSystemMXBean;
import dev.hearth.worker.environment.BuildFailedException;
import dev.hearth.worker.environment.TextFile;
import dev.hearth.worker.jail.JailChoice;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** What an app wants of the machine that this one does not have: told to its author, and no reason to refuse it. */
final class MachineNeeds {
    private static final Path INSTALLED_BY_DPKG = Path.of("/var/lib/dpkg/info");

    private MachineNeeds() {}

    static List<String> warnings(Path source, InfYml configuration) throws BuildFailedException, IOException {
        List<String> warnings = new ArrayList<>();
        Path file = source.resolve("packages.txt");
        if (Files.isRegularFile(file)) {
            String[] lines = TextFile.read(file).split("\n", -1);
            for (int line = 0; line < lines.length; line++) {
                String name = lines[line].replaceAll("#.*", "").strip();
                if (!name.isEmpty() && !isInstalled(name)) {
                    warnings.add(
                            "packages.txt:%d: '%s' is not on this engine, and Hearth installs no system packages: install it there (apt-get install %s)"
                                    .formatted(line + 1, name, name));
                }
            }
        }
        long ram = configuration.manifest().at("/resources/ram").asLong();
        long machine = machineRamBytes();
        if (ram > machine) {
            warnings.add(
                    "inf.yml: resources.ram is %d GB and this engine's machine has %d GB: where no worker has as much, the app runs on the largest (a number below 1000 is read as GB, so write 512MB for megabytes)"
                            .formatted(ram / 1_000_000_000, machine / 1_000_000_000));
        }
        return warnings;
    }

    private static boolean isInstalled(String name) throws IOException {
        if (!name.matches("[A-Za-z0-9][A-Za-z0-9.+-]*")) {
            return false;
        }
        if (JailChoice.onPath(name).isPresent()) {
            return true;
        }
        if (!Files.isDirectory(INSTALLED_BY_DPKG)) {
            return false;
        }
        try (DirectoryStream<Path> lists = Files.newDirectoryStream(INSTALLED_BY_DPKG, name + "{,:*}.list")) {
            return lists.iterator().hasNext();
        }
    }

    private static long machineRamBytes() {
        return ManagementFactory.getOperatingSystemMXBean() instanceof OperatingSystemMXBean machine
                ? machine.getTotalMemorySize()
                : Long.MAX_VALUE;
    }
}
