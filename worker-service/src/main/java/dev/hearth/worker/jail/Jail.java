package dev.hearth.worker.jail;

import dev.hearth.ids.TeamId;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalInt;

/** How processes of app code are kept apart from the host and from each other. */
public sealed interface Jail permits BubblewrapJail, OpenGround {
    /** Whether other teams' code may run here. */
    boolean isClosed();

    /** Where a process sees a mount. */
    Path inside(Mount mount);

    /**
     * What to execute for a process.
     *
     * @param environmentFile its variables, where the process sees them
     * @param maxProcesses held by a limit of the process's own; 0: not so
     */
    List<String> commandLine(ProcessSpec spec, Path environmentFile, int maxProcesses);

    /** The user that a team's processes run as; empty: the engine's own. */
    OptionalInt uidOf(TeamId team);
}
