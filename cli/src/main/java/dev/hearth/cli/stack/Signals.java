package dev.hearth.cli.stack;

import java.io.IOException;
import java.io.UncheckedIOException;

/** Sends signals, to a process only after a look at whether it is still the same one. */
final class Signals {
    private Signals() {}

    static void send(String signal, ProcessIdentity process) {
        if (process.isAlive()) {
            kill(signal, Long.toString(process.pid()));
        }
    }

    /** To a process that leads a session, and all in its group. */
    static void sendToSession(String signal, ProcessIdentity leader) {
        if (leader.isAlive()) {
            kill(signal, "-" + leader.pid());
        }
    }

    /**
     * To what a leader that has ended left behind in its group. The kernel gives no new process the number of a group that
     * still has members, so this meets nobody else; if a process has the number, the group is its own and is left alone.
     */
    static void sendToRestOfSession(String signal, ProcessIdentity endedLeader) {
        if (ProcessIdentity.of(endedLeader.pid()).isEmpty()) {
            kill(signal, "-" + endedLeader.pid());
        }
    }

    /** By the shell's own command: the program is not everywhere. That nobody is left to get it is no error. */
    private static void kill(String signal, String target) {
        try {
            new ProcessBuilder("sh", "-c", "kill -s \"$0\" -- \"$1\"", signal, target)
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start()
                    .waitFor();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
