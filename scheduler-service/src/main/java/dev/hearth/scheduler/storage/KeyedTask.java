package dev.hearth.scheduler.storage;

import com.google.protobuf.ByteString;
import dev.hearth.ids.TaskId;

/** The task an idempotency key stands for, and the digest of what was asked. */
public record KeyedTask(TaskId task, ByteString digest) {}
