package dev.hearth.worker.runner;

import dev.hearth.worker.jail.JailedProcess;
import java.io.IOException;
import java.nio.channels.SocketChannel;
import org.jboss.logging.Logger;

/** A process of the Python side that has connected and loaded nothing yet. */
record RunnerProcess(String id, RunnerFolder folder, JailedProcess process, SocketChannel channel) {
    private static final Logger LOG = Logger.getLogger(RunnerProcess.class);

    /** Ends it and removes what it had. */
    void discard() {
        process.kill();
        try {
            channel.close();
            process.output().close();
            process.end().join();
            folder.delete();
        } catch (IOException e) {
            LOG.warnf(e, "a process that was not needed leaves something: %s", id);
        }
    }
}
