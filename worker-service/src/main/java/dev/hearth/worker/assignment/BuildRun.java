package dev.hearth.worker.assignment;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnsafeByteOperations;
import dev.hearth.errors.TaskErrorCode;
import dev.hearth.worker.build.VersionBuilder;
import dev.hearth.worker.data.LogStage;
import dev.hearth.worker.data.Outlet;
import dev.hearth.worker.environment.BuildFailedException;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.util.concurrent.Semaphore;

/** Carries out BUILD tasks, one at a time in the whole engine: a build may take all its processors. */
@Singleton
public class BuildRun {
    private final VersionBuilder builder;
    private final Semaphore turn = new Semaphore(1, true);

    public BuildRun(VersionBuilder builder) {
        this.builder = builder;
    }

    /** The build's output, as JSON. */
    ByteString build(TaskOrder order, Outlet outlet, Runnable onBegin)
            throws TaskFailedException, InterruptedException {
        turn.acquire();
        try {
            onBegin.run();
            byte[] input = new byte[order.input().remaining()];
            order.input().duplicate().get(input);
            return UnsafeByteOperations.unsafeWrap(
                    builder.build(order.runner().team(), input, lines -> outlet.log(LogStage.BUILD, lines)));
        } catch (BuildFailedException | IOException e) {
            outlet.log(LogStage.BUILD, e.getMessage() + "\n");
            throw new TaskFailedException(TaskErrorCode.BUILD_FAILED, String.valueOf(e.getMessage()), e);
        } finally {
            turn.release();
        }
    }
}
