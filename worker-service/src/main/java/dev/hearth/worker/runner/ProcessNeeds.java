package dev.hearth.worker.runner;

import dev.hearth.ids.TeamId;
import dev.hearth.worker.environment.Interpreter;
import java.nio.file.Path;

/**
 * What has to be known of a runner before its process starts; the rest is told when the app is loaded.
 *
 * @param appId whose cache it sees
 * @param environment the Python environment's folder
 * @param visibleGpus numbers of GPUs it may use, separated by commas; empty: none
 * @param ramBytes of the worker
 */
record ProcessNeeds(
        TeamId team, String appId, Path environment, Interpreter interpreter, String visibleGpus, long ramBytes) {}
