package dev.hearth.gateway.run;

import dev.hearth.gateway.catalog.FunctionFiles;
import dev.hearth.proto.v1.TaskSpec;

/** A complete task that has not been submitted, and where files stand in its payloads. */
record PreparedRun(TaskSpec spec, FunctionFiles files) {}
