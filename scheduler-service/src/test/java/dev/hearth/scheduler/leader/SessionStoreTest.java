package dev.hearth.scheduler.leader;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import dev.hearth.ids.AppId;
import dev.hearth.ids.AppVersionId;
import dev.hearth.ids.SessionId;
import dev.hearth.ids.SetupHash;
import dev.hearth.ids.TaskId;
import dev.hearth.ids.TeamId;
import dev.hearth.scheduler.session.Session;
import dev.hearth.scheduler.session.SessionStatus;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.function.LongFunction;
import org.junit.jupiter.api.Test;

class SessionStoreTest {
    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");

    private final List<List<Session>> written = new ArrayList<>();
    private final Deque<Promise<Void>> writes = new ArrayDeque<>();
    private final Deque<LongFunction<Future<Void>>> statements = new ArrayDeque<>();
    private final SessionStore store = new SessionStore(this::write, this::queue);

    @Test
    void whatIsDecidedMeanwhileIsWrittenAsOne() {
        LiveSession one = session("one");
        LiveSession two = session("two");
        Future<Void> first = store.store(one);
        Future<Void> second = store.store(two);
        one.over(SessionStatus.ENDED, NOW);

        runStatement();
        writes.remove().complete();

        assertThat(written).hasSize(1);
        assertThat(written.getFirst())
                .extracting(Session::status)
                .containsExactly(SessionStatus.ENDED, SessionStatus.ACTIVE);
        assertThat(first.succeeded()).isTrue();
        assertThat(second.succeeded()).isTrue();
    }

    @Test
    void whatComesDuringAWriteHasAWriteOfItsOwn() {
        LiveSession live = session("one");
        store.store(live);
        runStatement();
        live.over(SessionStatus.EXPIRED, NOW);
        Future<Void> later = store.store(live);

        writes.remove().complete();
        assertThat(later.isComplete()).isFalse();
        runStatement();
        writes.remove().complete();

        assertThat(later.succeeded()).isTrue();
        assertThat(written.getLast()).extracting(Session::status).containsExactly(SessionStatus.EXPIRED);
    }

    @Test
    void aFailedWriteIsToldAndKeptToBeTriedAgain() {
        LiveSession live = session("one");
        live.over(SessionStatus.ENDED, NOW);
        Future<Void> told = store.store(live);
        runStatement();

        writes.remove().fail("no database");

        assertThat(told.failed()).isTrue();
        assertThat(store.isSaved(live)).isFalse();
        assertThat(store.takeUnsaved()).containsExactly(live);
        assertThat(store.takeUnsaved()).isEmpty();
    }

    @Test
    void closingFailsWhatWaits() {
        Future<Void> told = store.store(session("one"));

        store.close();

        assertThat(told.failed()).isTrue();
    }

    private Future<Void> write(List<Session> sessions) {
        written.add(List.copyOf(sessions));
        Promise<Void> promise = Promise.promise();
        writes.add(promise);
        return promise.future();
    }

    private Future<Void> queue(LongFunction<Future<Void>> statement) {
        statements.add(statement);
        return Future.succeededFuture();
    }

    private void runStatement() {
        var _ = statements.remove().apply(1);
    }

    private static LiveSession session(String id) {
        Session.What what = new Session.What(
                new TeamId("team"),
                "user",
                new AppId("app"),
                new AppVersionId("version"),
                new SetupHash("hash"),
                ByteString.EMPTY,
                Duration.ofSeconds(60),
                new TaskId("task"));
        return new LiveSession(Session.opened(new SessionId(id), what, NOW));
    }
}
