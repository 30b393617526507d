package dev.hearth.scheduler.placement;

import dev.hearth.ids.SetupHash;
import dev.hearth.ids.TeamId;

/** Which tasks may share a runner: those of one team with one setup hash. */
public record RunnerKey(TeamId team, SetupHash setupHash) {}
