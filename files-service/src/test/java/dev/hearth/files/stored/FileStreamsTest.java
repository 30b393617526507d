package dev.hearth.files.stored;

import static dev.hearth.files.testing.Clients.newFile;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import dev.hearth.errors.ErrorCode;
import dev.hearth.errors.GrpcErrors;
import dev.hearth.errors.ServiceException;
import dev.hearth.files.testing.Clients;
import dev.hearth.files.testing.FilesTest;
import dev.hearth.ids.TeamId;
import dev.hearth.proto.v1.CreateFileRequest;
import dev.hearth.proto.v1.FileChunk;
import dev.hearth.proto.v1.ListFilesRequest;
import dev.hearth.proto.v1.ReadFileRequest;
import dev.hearth.proto.v1.StoredFile;
import dev.hearth.proto.v1.WriteFileRequest;
import io.grpc.stub.ClientCallStreamObserver;
import io.grpc.stub.StreamObserver;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

@QuarkusTest
class FileStreamsTest extends FilesTest {
    private static final int PIECE = 256 << 10;

    @Inject
    Clients clients;

    @Test
    void givesBackWhatWasWritten() throws Exception {
        TeamId team = TeamId.random();
        byte[] content = new byte[5_000_000];
        new Random(1).nextBytes(content);

        StoredFile file = write(newFile(team).setCategory("outputs"), content);

        assertThat(file.getSizeBytes()).isEqualTo(content.length);
        assertThat(file.getSha256()).hasSize(64);
        assertThat(read(team, file)).isEqualTo(content);
    }

    @Test
    void tellsTheMetadataBeforeTheBytes() throws Exception {
        StoredFile file = clients.stored("hello");

        Iterator<FileChunk> chunks = clients.asGateway()
                .readFile(
                        ReadFileRequest.newBuilder().setFileId(file.getFileId()).build());

        assertThat(chunks.next().getFile().getSha256()).isEqualTo(file.getSha256());
        assertThat(chunks.next().getContent().toStringUtf8()).isEqualTo("hello");
        assertThat(chunks.hasNext()).isFalse();
    }

    @Test
    void writesAnEmptyFile() throws Exception {
        TeamId team = TeamId.random();

        StoredFile file = write(newFile(team), new byte[0]);

        assertThat(file.getSizeBytes()).isZero();
        assertThat(read(team, file)).isEmpty();
    }

    @Test
    void storesNothingOfACancelledStream() throws Exception {
        TeamId team = TeamId.random();
        CompletableFuture<StoredFile> outcome = new CompletableFuture<>();
        StreamObserver<WriteFileRequest> out = clients.asGatewayAsync().writeFile(into(outcome));
        out.onNext(metadata(newFile(team)));
        out.onNext(piece(new byte[1000], 0));

        ((ClientCallStreamObserver<WriteFileRequest>) out).cancel("changed my mind", null);

        assertThatThrownBy(() -> outcome.get(10, TimeUnit.SECONDS)).isInstanceOf(ExecutionException.class);
        assertThat(clients.asGateway()
                        .listFiles(ListFilesRequest.newBuilder()
                                .setTeamId(team.value())
                                .build())
                        .getFilesCount())
                .isZero();
    }

    @Test
    void refusesBytesWithoutMetadata() {
        CompletableFuture<StoredFile> outcome = new CompletableFuture<>();
        StreamObserver<WriteFileRequest> out = clients.asGatewayAsync().writeFile(into(outcome));

        out.onNext(piece(new byte[10], 0));
        out.onCompleted();

        assertCode(outcome, ErrorCode.INVALID_REQUEST);
    }

    @Test
    void refusesAStreamOfNothing() {
        CompletableFuture<StoredFile> outcome = new CompletableFuture<>();

        clients.asGatewayAsync().writeFile(into(outcome)).onCompleted();

        assertCode(outcome, ErrorCode.INVALID_REQUEST);
    }

    @Test
    void refusesAnArchiveThatTurnsOutToBeTooLarge() {
        CompletableFuture<StoredFile> outcome = new CompletableFuture<>();
        StreamObserver<WriteFileRequest> out = clients.asGatewayAsync().writeFile(into(outcome));
        out.onNext(metadata(newFile(TeamId.random()).setCategory("repos")));
        byte[] content = new byte[2 << 20];

        for (int from = 0; from < content.length; from += PIECE) {
            out.onNext(piece(content, from));
        }

        assertCode(outcome, ErrorCode.PAYLOAD_TOO_LARGE);
    }

    @Test
    void doesNotReadAnotherTeamsFile() throws Exception {
        StoredFile file = clients.stored("secret");

        assertThatThrownBy(() -> read(TeamId.random(), file))
                .satisfies(failure -> assertThat(GrpcErrors.fromGrpc(failure).map(ServiceException::code))
                        .contains(ErrorCode.NOT_FOUND));
    }

    @Test
    void sendsALargeFileInPieces() throws Exception {
        TeamId team = TeamId.random();
        StoredFile file = write(newFile(team), new byte[20 << 20]);

        Iterator<FileChunk> chunks = clients.asGateway()
                .readFile(ReadFileRequest.newBuilder()
                        .setTeamId(team.value())
                        .setFileId(file.getFileId())
                        .build());

        List<Integer> sizes = new ArrayList<>();
        chunks.forEachRemaining(chunk -> sizes.add(chunk.getContent().size()));
        assertThat(sizes).allMatch(size -> size <= PIECE);
        assertThat(sizes.stream().mapToInt(size -> size).sum()).isEqualTo(20 << 20);
    }

    private StoredFile write(CreateFileRequest.Builder request, byte[] content) throws Exception {
        CompletableFuture<StoredFile> outcome = new CompletableFuture<>();
        StreamObserver<WriteFileRequest> out = clients.asGatewayAsync().writeFile(into(outcome));
        out.onNext(metadata(request));
        for (int from = 0; from < content.length; from += PIECE) {
            out.onNext(piece(content, from));
        }
        out.onCompleted();
        return outcome.get(30, TimeUnit.SECONDS);
    }

    private byte[] read(TeamId team, StoredFile file) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        clients.asEngine()
                .readFile(ReadFileRequest.newBuilder()
                        .setTeamId(team.value())
                        .setFileId(file.getFileId())
                        .build())
                .forEachRemaining(chunk -> all.writeBytes(chunk.getContent().toByteArray()));
        return all.toByteArray();
    }

    private static WriteFileRequest metadata(CreateFileRequest.Builder request) {
        return WriteFileRequest.newBuilder().setFile(request).build();
    }

    private static WriteFileRequest piece(byte[] content, int from) {
        byte[] piece = Arrays.copyOfRange(content, from, Math.min(from + PIECE, content.length));
        return WriteFileRequest.newBuilder()
                .setContent(ByteString.copyFrom(piece))
                .build();
    }

    private static StreamObserver<StoredFile> into(CompletableFuture<StoredFile> outcome) {
        return new StreamObserver<>() {
            @Override
            public void onNext(StoredFile file) {
                outcome.complete(file);
            }

            @Override
            public void onError(Throwable failure) {
                outcome.completeExceptionally(failure);
            }

            @Override
            public void onCompleted() {
                outcome.completeExceptionally(new IllegalStateException("ended without an answer"));
            }
        };
    }

    private static void assertCode(CompletableFuture<StoredFile> outcome, ErrorCode code) {
        assertThatThrownBy(() -> outcome.get(10, TimeUnit.SECONDS))
                .satisfies(failure -> assertThat(GrpcErrors.fromGrpc(failure).map(ServiceException::code))
                        .contains(code));
    }
}
