package dev.hearth.scheduler.leader;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import dev.hearth.errors.ErrorCode;
import dev.hearth.errors.ServiceException;
import dev.hearth.ids.TaskId;
import dev.hearth.ids.TeamId;
import dev.hearth.scheduler.placement.Planner;
import dev.hearth.scheduler.placement.PlannerSettings;
import dev.hearth.scheduler.placement.SessionShare;
import dev.hearth.scheduler.relay.TaskEventJson;
import dev.hearth.scheduler.storage.BatchWriter;
import dev.hearth.scheduler.storage.KeyedTask;
import dev.hearth.scheduler.storage.TaskChange;
import dev.hearth.scheduler.storage.TaskWriter.Written;
import dev.hearth.scheduler.task.TaskSpec;
import dev.hearth.scheduler.testing.TaskSpecs;
import dev.hearth.scheduler.watch.TaskFollowers;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class SubmissionsTest {
    private final Vertx vertx = Vertx.vertx();
    private final Context thread = vertx.getOrCreateContext();
    private final List<TaskId> stored = new ArrayList<>();
    private final List<Promise<Optional<KeyedTask>>> lookups = new ArrayList<>();
    private final Submissions submissions = submissions();

    @AfterEach
    void close() throws Exception {
        vertx.close().toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
    }

    @Test
    void aKeyLookedUpBeforeTheFirstCommitAndAnsweredAfterItMakesNoSecondTask() throws Exception {
        var first = TaskSpecs.any().build();
        Future<TaskId> one = submit(new TaskSpec(first), key("body"));
        Future<TaskId> two = submit(new TaskSpec(TaskSpecs.like(first).build()), key("body"));

        answerLookup(0);
        TaskId firstId = await(one);
        answerLookup(1);

        assertThat(await(two)).isEqualTo(firstId);
        assertThat(stored).containsExactly(firstId);
    }

    @Test
    void aKeyWithAnotherBodyIsRefusedWhileTheFirstIsStillOnItsWay() throws Exception {
        var first = TaskSpecs.any().build();
        Future<TaskId> one = submit(new TaskSpec(first), key("body"));
        Future<TaskId> two = submit(new TaskSpec(TaskSpecs.like(first).build()), key("another"));

        answerLookup(0);
        TaskId firstId = await(one);
        answerLookup(1);

        assertThat(two.toCompletionStage()
                        .toCompletableFuture()
                        .handle((id, failure) -> failure)
                        .get(10, TimeUnit.SECONDS))
                .isInstanceOfSatisfying(
                        ServiceException.class,
                        refused -> assertThat(refused.code()).isEqualTo(ErrorCode.CONFLICT));
        assertThat(stored).containsExactly(firstId);
    }

    private Submissions submissions() {
        LeaderTime time = LeaderTime.system();
        TaskLedger ledger = new TaskLedger(
                thread,
                new WillingWriter(),
                new TaskEventJson("tested"),
                event -> {},
                reason -> {},
                new TaskLedger.Limits(500, 1 << 24, 1));
        LiveTasks tasks = new LiveTasks(
                time, ledger, new TaskFollowers(), new FinishedTasks(time, Duration.ofMinutes(1), 1 << 20));
        Dispatcher dispatcher =
                new Dispatcher(new Planner(PlannerSettings.defaults(SessionShare.ALL_BUT_ONE)), new EngineTable());
        RunAtTimers timers = new RunAtTimers();
        Placements placements = new Placements(tasks, dispatcher, timers);
        return new Submissions(tasks, dispatcher, placements, timers, new NoSessions(), new SlowTable(), 1 << 24);
    }

    /** Answers when the test says so. */
    private final class SlowTable implements Submissions.Earlier {
        @Override
        public Future<Optional<KeyedTask>> find(TeamId team, String key) {
            Promise<Optional<KeyedTask>> lookup = Promise.promise();
            lookups.add(lookup);
            return lookup.future();
        }

        @Override
        public Future<Boolean> isThere(TaskId id, TeamId team) {
            return Future.succeededFuture(false);
        }
    }

    private static final class NoSessions implements CallEntry {
        @Override
        public Future<Void> admit(TaskSpec spec) {
            return Future.succeededFuture();
        }

        @Override
        public Instant arrivalOf(TaskSpec spec, Instant now) {
            return now;
        }

        @Override
        public void join(LiveTask call) {}

        @Override
        public void refused(LiveTask call) {}
    }

    private Future<TaskId> submit(TaskSpec spec, TaskChange.Key key) throws Exception {
        return onThread(() -> submissions.submit(spec, Optional.of(key)));
    }

    private static TaskChange.Key key(String body) {
        return new TaskChange.Key("once", ByteString.copyFromUtf8(body));
    }

    /** The table had no row when it was asked; a lookup nobody asked for needs no answer. */
    private void answerLookup(int index) throws Exception {
        onThread(() -> {
            if (index < lookups.size()) {
                lookups.get(index).complete(Optional.empty());
            }
            return lookups.size();
        });
    }

    private <T> T onThread(Callable<T> work) throws Exception {
        CompletableFuture<T> done = new CompletableFuture<>();
        thread.runOnContext(ignored -> {
            try {
                done.complete(work.call());
            } catch (Exception e) {
                done.completeExceptionally(e);
            }
        });
        return done.get(10, TimeUnit.SECONDS);
    }

    private static TaskId await(Future<TaskId> future) throws Exception {
        return future.toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
    }

    private final class WillingWriter implements BatchWriter {
        @Override
        public Future<Written> write(List<TaskChange> changes, long firstSeq) {
            changes.stream()
                    .filter(change -> change.before() == null)
                    .forEach(change -> stored.add(change.task().id()));
            return Future.succeededFuture(new Written(
                    changes.stream().map(change -> change.task().id()).collect(Collectors.toSet()), Set.of()));
        }

        @Override
        public Future<Void> close() {
            return Future.succeededFuture();
        }
    }
}
