package dev.hearth.cli.stack;

import dev.hearth.embedded.FreePorts;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Looks at everything Hearth needs or can use on this machine. */
final class Checkup {
    private static final Pattern VERSION = Pattern.compile("(\\d+)\\.(\\d+)(\\.\\d+)?");
    private static final long ENOUGH_MEGABYTES = 5 * 1024;
    private static final long LEAST_MEGABYTES = 1024;

    private final StackHome home;

    Checkup(StackHome home) {
        this.home = home;
    }

    List<Finding> run() {
        List<Finding> findings = new ArrayList<>();
        findings.add(jdk());
        findings.add(atLeast("mvn", 3, 8, "install Maven 3.8 or newer (apt-get install maven)"));
        findings.add(atLeast("python3", 3, 10, "install Python 3.10 or newer (apt-get install python3)"));
        findings.add(present("setsid", Finding.Grade.MISSING, "install util-linux"));
        findings.add(uv());
        findings.add(bubblewrap());
        findings.add(present(
                "ffmpeg", Finding.Grade.LIMITED, "apps that read sound or film need it: apt-get install ffmpeg"));
        findings.add(present(
                "ffprobe", Finding.Grade.LIMITED, "apps that read sound or film need it: apt-get install ffmpeg"));
        findings.add(folder());
        findings.add(disk());
        findings.addAll(ports());
        return findings;
    }

    private static Finding jdk() {
        int version = Runtime.version().feature();
        String found = "JDK %s in %s".formatted(Runtime.version(), System.getProperty("java.home"));
        return version >= 25
                ? Finding.ok("jdk", found)
                : Finding.missing("jdk", found, "set JAVA_HOME to a JDK 25 or newer");
    }

    private static Finding atLeast(String program, int major, int minor, String fix) {
        Optional<String> answer = Tool.firstLineOf(program, "--version");
        if (answer.isEmpty()) {
            return Finding.missing(program, "not found", fix);
        }
        Matcher version = VERSION.matcher(answer.get());
        boolean fits = version.find()
                && (Integer.parseInt(version.group(1)) > major
                        || (Integer.parseInt(version.group(1)) == major
                                && Integer.parseInt(version.group(2)) >= minor));
        return fits ? Finding.ok(program, answer.get()) : Finding.missing(program, answer.get(), fix);
    }

    private static Finding present(String program, Finding.Grade otherwise, String fix) {
        return Tool.find(program)
                .map(path -> Finding.ok(program, path.toString()))
                .orElseGet(() -> new Finding(program, otherwise, "not found", fix));
    }

    private static Finding uv() {
        Optional<String> answer = Tool.firstLineOf("uv", "--version");
        return answer.map(found -> Finding.ok("uv", found))
                .orElseGet(() -> Finding.ok("uv", "not found; the engine brings its own"));
    }

    /** There is more to it than the program: the kernel must let it make namespaces. */
    private static Finding bubblewrap() {
        String limit = "without it the engine serves team local only, with app code less shut in";
        if (Tool.find("bwrap").isEmpty()) {
            return Finding.limited("bubblewrap", "not found: " + limit, "apt-get install bubblewrap");
        }
        Optional<String> answer = Tool.firstLineOf("bwrap", "--unshare-all", "--ro-bind", "/", "/", "echo", "works");
        return answer.filter("works"::equals).isPresent()
                ? Finding.ok("bubblewrap", "works")
                : Finding.limited(
                        "bubblewrap",
                        "found, and the kernel refuses it (" + answer.orElse("no answer") + "): " + limit,
                        "allow user namespaces (sysctl kernel.unprivileged_userns_clone=1), or run as root");
    }

    private Finding folder() {
        Path existing = home.path();
        while (!Files.exists(existing) && existing.getParent() != null) {
            existing = existing.getParent();
        }
        boolean usable = Files.isDirectory(existing) && Files.isWritable(existing) && Files.isReadable(existing);
        return usable
                ? Finding.ok("home", home.path().toString())
                : Finding.missing("home", existing + " cannot be written", "set HEARTH_HOME to a folder of yours");
    }

    private Finding disk() {
        Path existing = home.path();
        while (!Files.exists(existing) && existing.getParent() != null) {
            existing = existing.getParent();
        }
        try {
            long free = Files.getFileStore(existing).getUsableSpace() >> 20;
            String found = String.format(Locale.ROOT, "%.1f GB free", free / 1024.0);
            if (free >= ENOUGH_MEGABYTES) {
                return Finding.ok("disk", found);
            }
            String fix = "free some space, or set HEARTH_HOME to another disk";
            return free >= LEAST_MEGABYTES
                    ? Finding.limited("disk", found + "; environments of apps are large", fix)
                    : Finding.missing("disk", found, fix);
        } catch (IOException e) {
            return Finding.missing("disk", e.toString(), "set HEARTH_HOME to a folder of yours");
        }
    }

    /** The stack's own ports, where the part that has them does not run. */
    private List<Finding> ports() {
        Supervisor supervisor = new Supervisor(home);
        Ports ports = Ports.stored(home);
        boolean chosen = Files.exists(home.file(Ports.FILE));
        List<Finding> findings = new ArrayList<>();
        for (String part : LocalStack.PARTS) {
            int number = ports.of(LocalStack.doorOf(part));
            if (chosen && supervisor.find(part).isEmpty() && !FreePorts.isFree(number)) {
                findings.add(Finding.missing(
                        "port " + number,
                        "of " + part + " is in use by another program",
                        "stop that, or change the number in " + home.file(Ports.FILE)));
            }
        }
        if (findings.isEmpty()) {
            findings.add(Finding.ok("ports", chosen ? "free or ours" : "chosen at the first start"));
        }
        return findings;
    }
}
