package dev.hearth.files.stored;

import static dev.hearth.files.testing.Clients.newFile;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hearth.errors.ErrorCode;
import dev.hearth.errors.GrpcErrors;
import dev.hearth.errors.ServiceException;
import dev.hearth.files.testing.Clients;
import dev.hearth.files.testing.FilesTest;
import dev.hearth.ids.FileId;
import dev.hearth.ids.TeamId;
import dev.hearth.proto.v1.DeleteFileRequest;
import dev.hearth.proto.v1.FilesGrpc;
import dev.hearth.proto.v1.GetFileRequest;
import dev.hearth.proto.v1.ListFilesReply;
import dev.hearth.proto.v1.ListFilesRequest;
import dev.hearth.proto.v1.ResolveFilesRequest;
import dev.hearth.proto.v1.StoredFile;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.util.ArrayList;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

@QuarkusTest
class FilesGrpcServiceTest extends FilesTest {
    @Inject
    Clients clients;

    @Test
    void makesAFileThatWaitsForItsBytes() {
        TeamId team = TeamId.random();

        StoredFile file = clients.create(
                newFile(team).setFilename("C:\\pictures\\cat.png").setPath("in/cat.png"));

        assertThat(file.getTeamId()).isEqualTo(team.value());
        assertThat(file.getFilename()).isEqualTo("cat.png");
        assertThat(file.getPath()).isEqualTo("in/cat.png");
        assertThat(file.getCategory()).isEqualTo("uploads");
        assertThat(file.getSizeBytes()).isEqualTo(-1);
        assertThat(file.getUploadUrl()).contains("/u/" + file.getFileId() + "/");
        assertThat(file.getUrl()).contains("/f/" + file.getFileId() + "/").endsWith("/cat.png");
    }

    @Test
    void showsTheUploadUrlToItsMakerOnly() {
        StoredFile file = clients.create(newFile(TeamId.random()));

        assertThat(clients.get(file).getUploadUrl()).isEmpty();
        assertThat(clients.get(file).getUrl()).isEqualTo(file.getUrl());
    }

    @Test
    void refusesWhatCannotBe() {
        TeamId team = TeamId.random();

        assertCode(ErrorCode.INVALID_REQUEST, () -> clients.create(newFile(team).setCategory("nonsense")));
        assertCode(ErrorCode.INVALID_REQUEST, () -> clients.create(newFile(team).setFilename("a\0b")));
        assertCode(ErrorCode.INVALID_REQUEST, () -> clients.create(newFile(team).setFilename("a".repeat(300))));
        assertCode(ErrorCode.INVALID_REQUEST, () -> clients.create(newFile(team).setContentType("x\r\ny: z")));
        assertCode(ErrorCode.INVALID_REQUEST, () -> clients.create(newFile(team).setTeamId("")));
        assertCode(ErrorCode.INVALID_REQUEST, () -> clients.create(newFile(team).setSizeBytes(-5)));
    }

    @Test
    void hidesOtherTeamsFiles() throws Exception {
        StoredFile file = clients.stored("secret");
        TeamId stranger = TeamId.random();

        assertCode(ErrorCode.NOT_FOUND, () -> get(stranger, file.getFileId()));
        assertCode(ErrorCode.NOT_FOUND, () -> delete(stranger, file.getFileId()));
        assertThat(resolve(stranger.value(), file)).isEmpty();
        assertThat(clients.read(file.getUrl()).statusCode()).isEqualTo(200);
    }

    @Test
    void doesNotFindUnknownFiles() {
        assertCode(
                ErrorCode.NOT_FOUND, () -> get(TeamId.random(), FileId.random().value()));
        assertCode(ErrorCode.NOT_FOUND, () -> get(TeamId.random(), ""));
    }

    @Test
    void resolvesOwnAndPublicFiles() throws Exception {
        TeamId team = TeamId.random();
        StoredFile own = clients.stored(newFile(team), "own");
        StoredFile open = clients.stored(newFile(TeamId.random()).setPublic(true), "open");

        List<String> found = resolve(team.value(), own, open);

        assertThat(found).containsExactlyInAnyOrder(own.getFileId(), open.getFileId());
    }

    @Test
    void resolvesAnyTeamsFilesForServices() throws Exception {
        StoredFile file = clients.stored("any");

        assertThat(resolve("", file)).containsExactly(file.getFileId());
    }

    @Test
    void asksEnginesToNameATeam() throws Exception {
        StoredFile file = clients.stored("any");
        FilesGrpc.FilesBlockingStub engine = clients.asEngine();

        assertCode(
                ErrorCode.INVALID_REQUEST,
                () -> engine.resolveFiles(ResolveFilesRequest.newBuilder()
                        .addFileIds(file.getFileId())
                        .build()));
        assertThat(engine.getFile(GetFileRequest.newBuilder()
                                .setTeamId(file.getTeamId())
                                .setFileId(file.getFileId())
                                .build())
                        .getFileId())
                .isEqualTo(file.getFileId());
    }

    @Test
    void answersNobodyWithoutACredential() {
        FilesGrpc.FilesBlockingStub stranger = FilesGrpc.newBlockingStub(clients.channel());

        assertThatThrownBy(() -> stranger.getFile(GetFileRequest.getDefaultInstance()))
                .isInstanceOfSatisfying(
                        StatusRuntimeException.class,
                        error -> assertThat(error.getStatus().getCode()).isEqualTo(Status.Code.UNAUTHENTICATED));
    }

    @Test
    void listsNewestFirstInPages() {
        TeamId team = TeamId.random();
        List<String> newestFirst = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            newestFirst.addFirst(clients.create(newFile(team)).getFileId());
        }

        ListFilesReply first = list(team, "", false);
        ListFilesReply second = list(team, first.getNextCursor(), false);
        ListFilesReply third = list(team, second.getNextCursor(), false);
        ListFilesReply back = list(team, third.getPreviousCursor(), true);

        assertThat(first.getTotal()).isEqualTo(5);
        assertThat(idsOf(first)).isEqualTo(newestFirst.subList(0, 2));
        assertThat(first.getPreviousCursor()).isEmpty();
        assertThat(idsOf(second)).isEqualTo(newestFirst.subList(2, 4));
        assertThat(idsOf(third)).isEqualTo(newestFirst.subList(4, 5));
        assertThat(third.getNextCursor()).isEmpty();
        assertThat(idsOf(back)).isEqualTo(newestFirst.subList(2, 4));
        assertThat(back.getPreviousCursor()).isNotEmpty();
    }

    @Test
    void leavesLargeOutputsOutOfListsUnlessAskedForThem() {
        TeamId team = TeamId.random();
        clients.create(Clients.newFile(team).setCategory("results"));

        assertThat(list(team, "", false).getFilesList()).isEmpty();
        assertThat(list(team, "", false).getTotal()).isZero();
    }

    @Test
    void listsOneCategory() {
        TeamId team = TeamId.random();
        clients.create(newFile(team));
        StoredFile archive = clients.create(newFile(team).setCategory("repos"));

        ListFilesReply found = clients.asGateway()
                .listFiles(ListFilesRequest.newBuilder()
                        .setTeamId(team.value())
                        .setCategory("repos")
                        .build());

        assertThat(idsOf(found)).containsExactly(archive.getFileId());
        assertThat(found.getTotal()).isEqualTo(1);
    }

    @Test
    void refusesACursorOfSomebodyElse() {
        assertCode(ErrorCode.INVALID_REQUEST, () -> list(TeamId.random(), "nonsense", false));
    }

    @Test
    void deletesFileAndBytes() throws Exception {
        StoredFile file = clients.stored("hello");

        delete(new TeamId(file.getTeamId()), file.getFileId());

        assertCode(ErrorCode.NOT_FOUND, () -> clients.get(file));
    }

    private StoredFile get(TeamId team, String id) {
        return clients.asGateway()
                .getFile(GetFileRequest.newBuilder()
                        .setTeamId(team.value())
                        .setFileId(id)
                        .build());
    }

    private void delete(TeamId team, String id) {
        clients.asGateway()
                .deleteFile(DeleteFileRequest.newBuilder()
                        .setTeamId(team.value())
                        .setFileId(id)
                        .build());
    }

    private List<String> resolve(String team, StoredFile... files) {
        ResolveFilesRequest.Builder request = ResolveFilesRequest.newBuilder().setTeamId(team);
        for (StoredFile file : files) {
            request.addFileIds(file.getFileId());
        }
        return clients.asGateway().resolveFiles(request.build()).getFilesList().stream()
                .map(StoredFile::getFileId)
                .toList();
    }

    private ListFilesReply list(TeamId team, String cursor, boolean backward) {
        return clients.asGateway()
                .listFiles(ListFilesRequest.newBuilder()
                        .setTeamId(team.value())
                        .setCursor(cursor)
                        .setBackward(backward)
                        .setLimit(2)
                        .build());
    }

    private static List<String> idsOf(ListFilesReply page) {
        return page.getFilesList().stream().map(StoredFile::getFileId).toList();
    }

    private static void assertCode(ErrorCode code, ThrowingCallable call) {
        assertThatThrownBy(call)
                .satisfies(failure -> assertThat(GrpcErrors.fromGrpc(failure).map(ServiceException::code))
                        .contains(code));
    }
}
