package dev.hearth.worker.jail;

import dev.hearth.ids.TeamId;
import java.io.IOException;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Properties;

/** A user id for each team, kept in a file so that a team's files stay its own. Any thread. */
public final class TeamUids {
    private final Path file;
    private final int base;
    private final int count;
    private final Properties known = new Properties();

    public TeamUids(Path file, int base, int count) {
        this.file = file;
        this.base = base;
        this.count = count;
        if (Files.exists(file)) {
            try (Reader in = Files.newBufferedReader(file)) {
                known.load(in);
            } catch (IOException e) {
                throw new UncheckedIOException("cannot read " + file, e);
            }
        }
    }

    /** The team's user id, the next free one if it has none. */
    public synchronized int of(TeamId team) {
        String offset = known.getProperty(team.value());
        if (offset != null) {
            return base + Integer.parseInt(offset);
        }
        if (known.size() >= count) {
            throw new IllegalStateException("all %d user ids from %d on are taken".formatted(count, base));
        }
        int next = known.size();
        known.setProperty(team.value(), "" + next);
        store();
        return base + next;
    }

    private void store() {
        Path written = file.resolveSibling(file.getFileName() + ".new");
        try {
            try (Writer out = Files.newBufferedWriter(written)) {
                known.store(out, null);
            }
            Files.move(written, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write " + file, e);
        }
    }
}
