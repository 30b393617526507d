package dev.hearth.worker.jail;

import dev.hearth.ids.TeamId;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * A process to start on behalf of a team. Paths in the command, the environment and the working folder are as the process
 * sees them.
 *
 * @param team whose code it is
 * @param command program and arguments
 * @param environment all variables it gets
 * @param workingFolder where it starts
 * @param mounts what it sees beside the system's programs
 * @param scratch a folder of the host that is the process's alone, for the file its environment travels in
 * @param ramBytes what it may use where that can be limited; 0: no limit
 * @param withGpus whether it sees the machine's GPUs
 */
public record ProcessSpec(
        TeamId team,
        List<String> command,
        Map<String, String> environment,
        Path workingFolder,
        List<Mount> mounts,
        Path scratch,
        long ramBytes,
        boolean withGpus) {
    public ProcessSpec {
        command = List.copyOf(command);
        environment = Map.copyOf(environment);
        mounts = List.copyOf(mounts);
    }
}
