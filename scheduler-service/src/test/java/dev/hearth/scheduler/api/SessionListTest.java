package dev.hearth.scheduler.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import dev.hearth.proto.v1.ListSessionsReply;
import dev.hearth.proto.v1.ListSessionsRequest;
import dev.hearth.proto.v1.Session;
import dev.hearth.proto.v1.SessionStatus;
import dev.hearth.proto.v1.TaskSpec;
import io.quarkus.test.junit.QuarkusTest;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Lists of sessions. */
@QuarkusTest
class SessionListTest extends SessionsTest {
    @Test
    void listsATeamsSessionsActiveOnesFirst() {
        TaskSpec older = nowhere().build();
        TaskSpec newer = nowhere().setTeamId(older.getTeamId()).build();
        scheduler.submit(older);
        scheduler.submit(newer);
        end(newer);

        List<Session> sessions = scheduler
                .sessions()
                .listSessions(ListSessionsRequest.newBuilder()
                        .setTeamId(older.getTeamId())
                        .build())
                .getSessionsList();

        assertThat(sessions).extracting(Session::getSessionId).containsExactly(idOf(older), idOf(newer));
    }

    @Test
    void listsPageByPageWithoutSetups() {
        TaskSpec first =
                nowhere().setSetup(ByteString.copyFromUtf8("{\"size\":1}")).build();
        List<TaskSpec> opened = List.of(
                first,
                nowhere().setTeamId(first.getTeamId()).build(),
                nowhere().setTeamId(first.getTeamId()).build());
        opened.forEach(scheduler::submit);
        end(opened.getLast());

        List<Session> listed = new ArrayList<>();
        ListSessionsRequest.Builder request =
                ListSessionsRequest.newBuilder().setTeamId(first.getTeamId()).setLimit(1);
        int pages = 0;
        do {
            ListSessionsReply page = scheduler.sessions().listSessions(request.build());
            listed.addAll(page.getSessionsList());
            request.setCursor(page.getNextCursor());
            pages++;
        } while (!request.getCursor().isEmpty());

        assertThat(pages).isEqualTo(3);
        assertThat(listed)
                .extracting(Session::getSessionId)
                .containsExactly(idOf(opened.get(1)), idOf(opened.get(0)), idOf(opened.get(2)));
        assertThat(listed)
                .allSatisfy(session -> assertThat(session.getSetup().isEmpty()).isTrue());
    }

    @Test
    void refusesACursorThatIsNone() {
        ListSessionsRequest request = ListSessionsRequest.newBuilder()
                .setTeamId(nowhere().getTeamId())
                .setCursor("bm9uZQ")
                .build();

        assertThatThrownBy(() -> scheduler.sessions().listSessions(request)).hasMessageContaining("not a cursor");
    }

    /** Whoever reads long lists may take all connections that readers share. */
    @Test
    void goesOnLeadingAndStoringWhileReadersTakeAllConnections() {
        TaskSpec opening = nowhere().build();
        scheduler.submit(opening);

        try (SlowReaders readers = new SlowReaders()) {
            Session ended = end(opening);

            assertThat(ended.getStatus()).isEqualTo(SessionStatus.SESSION_STATUS_ENDED);
            assertThat(scheduler.submit(nowhere().build()).getSpec().getTaskId())
                    .isNotEmpty();
            readers.awaitRenewal();
        }
    }
}
