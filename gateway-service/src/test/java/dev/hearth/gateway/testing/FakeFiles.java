package dev.hearth.gateway.testing;

import com.google.protobuf.ByteString;
import com.google.protobuf.Timestamp;
import dev.hearth.errors.ErrorCode;
import dev.hearth.errors.GrpcErrors;
import dev.hearth.errors.ServiceException;
import dev.hearth.ids.FileId;
import dev.hearth.ids.TeamId;
import dev.hearth.proto.v1.CreateFileRequest;
import dev.hearth.proto.v1.DeleteFileReply;
import dev.hearth.proto.v1.DeleteFileRequest;
import dev.hearth.proto.v1.FilesGrpc;
import dev.hearth.proto.v1.GetFileRequest;
import dev.hearth.proto.v1.ListFilesReply;
import dev.hearth.proto.v1.ListFilesRequest;
import dev.hearth.proto.v1.ResolveFilesReply;
import dev.hearth.proto.v1.ResolveFilesRequest;
import dev.hearth.proto.v1.StoredFile;
import dev.hearth.proto.v1.WriteFileRequest;
import io.grpc.stub.StreamObserver;
import io.quarkus.runtime.StartupEvent;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jspecify.annotations.Nullable;

/** files-service with its files in memory. */
@Singleton
public class FakeFiles {
    public static final String PUBLIC_URL = "http://files.example:8081";

    private final Map<String, StoredFile> files = new ConcurrentHashMap<>();
    private final Map<String, byte[]> contents = new ConcurrentHashMap<>();
    private final AtomicInteger resolved = new AtomicInteger();
    private final int port;
    private final String internalKey;
    private @Nullable FakeServer server;

    FakeFiles(
            @ConfigProperty(name = "hearth.test.files-port") int port,
            @ConfigProperty(name = "hearth.gateway.internal-key") String internalKey) {
        this.port = port;
        this.internalKey = internalKey;
    }

    void onStart(@Observes StartupEvent event) {
        server = new FakeServer(port, internalKey, new Service());
    }

    @PreDestroy
    void stop() {
        if (server != null) {
            server.stop();
        }
    }

    /** A file of a team with its bytes in place. */
    public FileId stored(TeamId team, String category) {
        CreateFileRequest request = CreateFileRequest.newBuilder()
                .setTeamId(team.value())
                .setFilename("f.bin")
                .setCategory(category)
                .build();
        return new FileId(put(request, new byte[] {1, 2, 3}).getFileId());
    }

    /** A file of a team that still waits for its bytes. */
    public FileId waiting(TeamId team, String category) {
        CreateFileRequest request = CreateFileRequest.newBuilder()
                .setTeamId(team.value())
                .setCategory(category)
                .build();
        return new FileId(put(request, null).getFileId());
    }

    public static String urlOf(FileId file) {
        return PUBLIC_URL + "/f/" + file.value() + "/token/f.bin";
    }

    public StoredFile file(FileId id) {
        return Optional.ofNullable(files.get(id.value())).orElseThrow();
    }

    public byte[] contentOf(FileId id) {
        return Optional.ofNullable(contents.get(id.value())).orElseThrow();
    }

    /** How often files were resolved so far. */
    public int resolvedCount() {
        return resolved.get();
    }

    private StoredFile put(CreateFileRequest request, byte @Nullable [] content) {
        String id = FileId.random().value();
        StoredFile file = StoredFile.newBuilder()
                .setFileId(id)
                .setTeamId(request.getTeamId())
                .setFilename(request.getFilename())
                .setContentType(request.getContentType())
                .setCategory(request.getCategory())
                .setPath(request.getPath())
                .setPublic(request.getPublic())
                .setSizeBytes(content == null ? -1 : content.length)
                .setSha256(content == null ? "" : "ab".repeat(32))
                .setCreatedAt(Timestamp.newBuilder().setSeconds(1_700_000_000))
                .setUpdatedAt(Timestamp.newBuilder().setSeconds(1_700_000_000))
                .setUrl(urlOf(new FileId(id)))
                .build();
        files.put(id, file);
        if (content != null) {
            contents.put(id, content);
        }
        return file;
    }

    private Optional<StoredFile> find(String team, String id) {
        return Optional.ofNullable(files.get(id))
                .filter(file -> file.getTeamId().equals(team) || file.getPublic());
    }

    private static Throwable notFound(String id) {
        return GrpcErrors.toGrpc(new ServiceException(ErrorCode.NOT_FOUND, "file not found: " + id));
    }

    private static <T> void send(StreamObserver<T> answer, T item) {
        answer.onNext(item);
        answer.onCompleted();
    }

    /** A class of its own: a bean that is a gRPC service would be served by the application itself. */
    private final class Service extends FilesGrpc.FilesImplBase {
        @Override
        public void createFile(CreateFileRequest request, StreamObserver<StoredFile> answer) {
            StoredFile file = put(request, null);
            send(
                    answer,
                    file.toBuilder()
                            .setUploadUrl(PUBLIC_URL + "/u/" + file.getFileId() + "/token")
                            .build());
        }

        @Override
        public void getFile(GetFileRequest request, StreamObserver<StoredFile> answer) {
            find(request.getTeamId(), request.getFileId())
                    .ifPresentOrElse(file -> send(answer, file), () -> answer.onError(notFound(request.getFileId())));
        }

        @Override
        public void listFiles(ListFilesRequest request, StreamObserver<ListFilesReply> answer) {
            List<StoredFile> found = files.values().stream()
                    .filter(file -> file.getTeamId().equals(request.getTeamId()))
                    .filter(file -> request.getCategory().isEmpty()
                            || file.getCategory().equals(request.getCategory()))
                    .limit(request.getLimit())
                    .toList();
            send(
                    answer,
                    ListFilesReply.newBuilder()
                            .addAllFiles(found)
                            .setTotal(found.size())
                            .build());
        }

        @Override
        public void deleteFile(DeleteFileRequest request, StreamObserver<DeleteFileReply> answer) {
            Optional<StoredFile> found = find(request.getTeamId(), request.getFileId());
            if (found.isEmpty()) {
                answer.onError(notFound(request.getFileId()));
                return;
            }
            files.remove(request.getFileId());
            send(answer, DeleteFileReply.getDefaultInstance());
        }

        @Override
        public void resolveFiles(ResolveFilesRequest request, StreamObserver<ResolveFilesReply> answer) {
            resolved.incrementAndGet();
            List<StoredFile> found = request.getFileIdsList().stream()
                    .flatMap(id -> find(request.getTeamId(), id).stream())
                    .toList();
            send(answer, ResolveFilesReply.newBuilder().addAllFiles(found).build());
        }

        @Override
        public StreamObserver<WriteFileRequest> writeFile(StreamObserver<StoredFile> answer) {
            return new Writing(answer);
        }
    }

    private final class Writing implements StreamObserver<WriteFileRequest> {
        private final StreamObserver<StoredFile> answer;
        private final ByteArrayOutputStream content = new ByteArrayOutputStream();
        private CreateFileRequest file = CreateFileRequest.getDefaultInstance();

        private Writing(StreamObserver<StoredFile> answer) {
            this.answer = answer;
        }

        @Override
        public void onNext(WriteFileRequest part) {
            if (part.hasFile()) {
                file = part.getFile();
                return;
            }
            ByteString chunk = part.getContent();
            try {
                chunk.writeTo(content);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        @Override
        public void onError(Throwable failure) {
            // Nothing is stored unless the stream ends without error.
        }

        @Override
        public void onCompleted() {
            send(answer, put(file, content.toByteArray()));
        }
    }
}
