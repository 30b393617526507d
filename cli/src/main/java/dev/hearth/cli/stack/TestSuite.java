package dev.hearth.cli.stack;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** A suite of tests: a program that says with its exit code whether all of them passed. */
record TestSuite(String name, Path folder, List<String> command, Map<String, String> environment) {
    TestSuite {
        command = List.copyOf(command);
        environment = Map.copyOf(environment);
    }
}
