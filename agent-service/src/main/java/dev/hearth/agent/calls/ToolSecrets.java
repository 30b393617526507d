package dev.hearth.agent.calls;

import dev.hearth.ids.TeamId;
import io.smallrye.mutiny.Uni;
import java.util.Map;
import java.util.Set;

/** Secrets of a team that its tools' headers and signatures need. */
public interface ToolSecrets {
    /** Values by name; a name that the team has not set is left out. Never logged, never stored. */
    Uni<Map<String, String>> valuesOf(TeamId team, Set<String> names);
}
