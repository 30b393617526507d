package dev.hearth.gateway.catalog;

import dev.hearth.gateway.file.FilePositions;
import dev.hearth.ids.AppId;
import dev.hearth.ids.AppVersionId;
import dev.hearth.ids.TeamId;
import java.util.List;

/**
 * A function of an immutable version: all that has to be known of the app to make a task.
 *
 * @param ownerTeamId the team that published the version; the task is the calling team's nevertheless
 * @param setup fills in what the caller left out
 * @param secretNames secrets to inject if they are set, required ones included
 * @param needs what a calling team has to have set; 412 otherwise
 * @param maxRunSeconds of {@code inf.yml}; 0: the scheduler's default
 * @param maxAttempts 1 with {@code retry: never}; 0: the scheduler's default
 */
public record ResolvedFunction(
        AppId appId,
        AppVersionId versionId,
        TeamId ownerTeamId,
        String namespace,
        String appName,
        String function,
        ResourceNeeds resources,
        SetupDefaults setup,
        List<String> secretNames,
        List<Need> needs,
        int maxRunSeconds,
        int maxAttempts,
        FilePositions inputFiles,
        FilePositions outputFiles) {
    public ResolvedFunction {
        secretNames = List.copyOf(secretNames);
        needs = List.copyOf(needs);
    }
}
