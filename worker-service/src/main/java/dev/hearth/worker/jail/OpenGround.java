package dev.hearth.worker.jail;

import dev.hearth.ids.TeamId;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;

/**
 * No jail: processes see the host's files as the engine's own user does, in a session of their own so that they can be ended
 * together. Good enough for one's own code on one's own machine, and for nothing else.
 */
public final class OpenGround implements Jail {
    @Override
    public boolean isClosed() {
        return false;
    }

    @Override
    public Path inside(Mount mount) {
        return mount.host();
    }

    @Override
    public List<String> commandLine(ProcessSpec spec, Path environmentFile, int maxProcesses) {
        List<String> line = new ArrayList<>(List.of("setsid"));
        // A process's own limit counts all of the user's processes, of the desktop too, so that there is none here.
        line.addAll(Entry.script(environmentFile, spec.workingFolder(), 0));
        line.addAll(spec.command());
        return line;
    }

    @Override
    public OptionalInt uidOf(TeamId team) {
        return OptionalInt.empty();
    }
}
