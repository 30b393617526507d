package dev.hearth.cli.stack;

import java.util.Optional;
import java.util.Properties;

/**
 * Remembers which process a part is.
 *
 * @param version names what it was started from, so that another build or other settings show
 */
record PidFile(ProcessIdentity process, String version) {
    /** The part's process if it still runs. */
    static Optional<PidFile> findAlive(StackHome home, String part) {
        Properties file = home.read(nameOf(part));
        if (file.isEmpty()) {
            return Optional.empty();
        }
        ProcessIdentity process = new ProcessIdentity(
                Long.parseLong(file.getProperty("pid")),
                Long.parseLong(file.getProperty("start-ticks")),
                file.getProperty("boot-id"));
        return Optional.of(new PidFile(process, file.getProperty("version", "")))
                .filter(found -> found.process().isAlive());
    }

    void write(StackHome home, String part) {
        Properties file = new Properties();
        file.setProperty("pid", Long.toString(process.pid()));
        file.setProperty("start-ticks", Long.toString(process.startTicks()));
        file.setProperty("boot-id", process.bootId());
        file.setProperty("version", version);
        home.write(nameOf(part), file);
    }

    private static String nameOf(String part) {
        return "run/" + part + ".pid";
    }
}
