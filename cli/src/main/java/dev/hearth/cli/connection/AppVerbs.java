package dev.hearth.cli.connection;

import java.nio.file.Path;
import java.util.function.Consumer;

/** What starting the stack asks of the verbs about apps and agents: to publish the samples, run a first task, rehearse. */
public interface AppVerbs {
    /**
     * Publishes the app in a folder and waits until its version is ready; does nothing when this very content is published
     * already.
     *
     * @param tag another name for the version; empty: none
     * @param progress told lines for a person to see
     * @return the app's reference, {@code namespace/name}
     */
    String deploy(Path folder, String tag, Consumer<String> progress);

    /**
     * Runs an app's default function and waits for the end.
     *
     * @param input a JSON object
     * @param progress told what a person must know
     * @return the output's JSON
     */
    String run(String app, String input, Consumer<String> progress);

    /**
     * Says something to an agent and waits until it rests.
     *
     * @param agent its configuration, a JSON object
     */
    void say(String agent, String text);
}
