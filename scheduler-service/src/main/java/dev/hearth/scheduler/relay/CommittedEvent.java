package dev.hearth.scheduler.relay;

import com.google.protobuf.ByteString;
import dev.hearth.ids.TaskId;

/**
 * An event whose commit is done.
 *
 * @param seq place in the order of commits, over all tasks
 * @param body CloudEvent in structured JSON mode
 */
public record CommittedEvent(long seq, TaskId task, ByteString body) {}
