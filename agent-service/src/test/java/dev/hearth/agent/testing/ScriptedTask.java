package dev.hearth.agent.testing;

import com.google.protobuf.ByteString;
import dev.hearth.proto.v1.CallRequest;
import dev.hearth.proto.v1.PartialOutput;
import dev.hearth.proto.v1.SessionUse;
import dev.hearth.proto.v1.Task;
import dev.hearth.proto.v1.TaskSpec;
import dev.hearth.proto.v1.TaskStatus;
import dev.hearth.proto.v1.TaskUpdate;
import dev.hearth.proto.v1.WatchOptions;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A task at work: does its play on a thread of its own and tells who follows it. Every method holds its lock. */
final class ScriptedTask {
    private final CallRequest call;
    private final Task.Builder task;
    private final List<Follower> followers = new ArrayList<>();
    private @Nullable Thread player;
    private long outputs;

    private record Follower(StreamObserver<TaskUpdate> answer, WatchOptions options) {}

    ScriptedTask(CallRequest call) {
        this.call = call;
        TaskSpec.Builder spec = TaskSpec.newBuilder()
                .setTaskId(call.getTaskId())
                .setTeamId(call.getCaller().getTeamId())
                .setUserId(call.getCaller().getUserId())
                .setFunction(call.getFunction())
                .setInput(call.getInput())
                .setSetup(call.getSetup());
        if (!call.getSession().isEmpty()) {
            String id = call.getSession().equals("new") ? "session-of-" + call.getTaskId() : call.getSession();
            spec.setSession(SessionUse.newBuilder().setSessionId(id));
        }
        task = Task.newBuilder()
                .setSpec(spec)
                .setStatus(TaskStatus.TASK_STATUS_RECEIVED)
                .setVersion(1);
    }

    CallRequest call() {
        return call;
    }

    synchronized void play(Play play) {
        player = Thread.ofVirtual().name("play-" + task.getSpec().getTaskId()).start(() -> perform(play));
    }

    synchronized Task seen() {
        return task.build();
    }

    synchronized boolean isFinal() {
        return task.getStatus() == TaskStatus.TASK_STATUS_COMPLETED
                || task.getStatus() == TaskStatus.TASK_STATUS_FAILED
                || task.getStatus() == TaskStatus.TASK_STATUS_CANCELLED;
    }

    synchronized void follow(StreamObserver<TaskUpdate> answer, WatchOptions options) {
        if (isFinal()) {
            answer.onNext(TaskUpdate.newBuilder().setFinal(task).build());
            answer.onCompleted();
            return;
        }
        Follower follower = new Follower(answer, options);
        ((ServerCallStreamObserver<TaskUpdate>) answer).setOnCancelHandler(() -> leave(follower));
        answer.onNext(TaskUpdate.newBuilder().setSnapshot(task).build());
        followers.add(follower);
    }

    synchronized boolean isFollowed() {
        return !followers.isEmpty();
    }

    synchronized void cancel() {
        if (!isFinal()) {
            end(TaskStatus.TASK_STATUS_CANCELLED);
            if (player != null) {
                player.interrupt();
            }
        }
    }

    private synchronized void leave(Follower follower) {
        followers.remove(follower);
    }

    private void perform(Play play) {
        try {
            for (Play.Step step : play.steps()) {
                if (step instanceof Play.Step.Await(var gate)) {
                    gate.await();
                } else {
                    perform(step);
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt(); // cancelled: that was told already
        }
    }

    private synchronized void perform(Play.Step step) {
        if (isFinal()) {
            return;
        }
        switch (step) {
            case Play.Step.Output(String json) -> output(json);
            case Play.Step.Complete(String json) -> {
                task.setOutput(ByteString.copyFromUtf8(json));
                end(TaskStatus.TASK_STATUS_COMPLETED);
            }
            case Play.Step.Fail(String error, String code) -> {
                task.setError(error).setErrorCode(code);
                end(TaskStatus.TASK_STATUS_FAILED);
            }
            case Play.Step.Await _ -> throw new IllegalStateException("waiting must not hold the lock");
        }
    }

    private void output(String json) {
        task.setStatus(TaskStatus.TASK_STATUS_RUNNING).setOutput(ByteString.copyFromUtf8(json));
        TaskUpdate update = TaskUpdate.newBuilder()
                .setOutput(PartialOutput.newBuilder()
                        .setAttempt(1)
                        .setSequence(++outputs)
                        .setOutput(task.getOutput()))
                .build();
        for (Follower follower : followers) {
            if (follower.options().getOutputs()) {
                follower.answer().onNext(update);
            }
        }
    }

    private void end(TaskStatus status) {
        task.setStatus(status).setVersion(task.getVersion() + 1);
        TaskUpdate update = TaskUpdate.newBuilder().setFinal(task).build();
        for (Follower follower : followers) {
            follower.answer().onNext(update);
            follower.answer().onCompleted();
        }
        followers.clear();
    }
}
