package dev.hearth.scheduler.storage;

import dev.hearth.scheduler.storage.TaskWriter.Written;
import io.vertx.core.Future;
import java.util.List;

/** Writes batches of changes, one at a time; {@link TaskWriter} is the one there is outside tests. */
public interface BatchWriter {
    /** Writes a batch, at most one change a task, whose events are numbered from {@code firstSeq}. */
    Future<Written> write(List<TaskChange> changes, long firstSeq);

    /** Writes nothing more; what was not answered yet fails. */
    Future<Void> close();
}
