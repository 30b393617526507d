package dev.hearth.agent.turn;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hearth.agent.testing.AgentServiceTest;
import dev.hearth.agent.testing.LoopProfile;
import dev.hearth.ids.ChatId;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.vertx.core.Vertx;
import io.vertx.mutiny.sqlclient.Pool;
import jakarta.inject.Inject;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;

@QuarkusTest
@TestProfile(LoopProfile.class)
class NoticesTest extends AgentServiceTest {
    @Inject
    Notices notices;

    @Inject
    Pool pool;

    @Inject
    Vertx vertx;

    @Test
    void hearsAProcessThatComesAndIsHeardByIt() {
        Notice change = new Notice.ChatChanged(ChatId.random());
        List<Notice> heard = new CopyOnWriteArrayList<>();
        Notices another = new Notices(pool, vertx, new ProcessName("another-one"));
        another.subscribe(heard::add);

        another.listen();

        Talk.await(() -> heard.contains(new Notice.ProcessThere(false)), () -> "nobody answered: " + heard);
        notices.send(change);
        Talk.await(() -> heard.contains(change), () -> "not told: " + heard);
        another.stop(new ShutdownEvent());
    }

    @Test
    void understandsWhatItSays() {
        ProcessName sender = new ProcessName("sender");
        List<Notice> all = List.of(
                new Notice.ChatChanged(ChatId.random()),
                new Notice.TurnChanged(TurnStates.TURN),
                new Notice.WorkLeft(),
                new Notice.ProcessThere(true),
                new Notice.ProcessThere(false));

        assertThat(all)
                .allSatisfy(notice ->
                        assertThat(Notice.of(notice.text(sender))).contains(new Notice.Heard(sender, notice)));
        assertThat(Notice.of("sender later word")).isEmpty();
    }
}
