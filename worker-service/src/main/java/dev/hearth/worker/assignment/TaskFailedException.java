package dev.hearth.worker.assignment;

import com.google.protobuf.ByteString;
import dev.hearth.errors.TaskErrorCode;

/** What ends an attempt before its call: the task fails with this code and message. */
final class TaskFailedException extends Exception {
    private static final long serialVersionUID = 1L;

    private final TaskErrorCode code;

    TaskFailedException(TaskErrorCode code, String message) {
        super(message);
        this.code = code;
    }

    TaskFailedException(TaskErrorCode code, String message, Throwable cause) {
        super(message, cause);
        this.code = code;
    }

    /** What is told when the engine itself is at fault; the cause is in its log. */
    static TaskFailedException broken() {
        return new TaskFailedException(TaskErrorCode.SETUP_FAILED, "the engine failed to prepare the task");
    }

    TaskOutcome.Failed outcome() {
        return new TaskOutcome.Failed(code, String.valueOf(getMessage()), ByteString.EMPTY);
    }
}
