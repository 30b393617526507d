package dev.hearth.gateway.file;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnsafeByteOperations;
import dev.hearth.errors.GrpcErrors;
import dev.hearth.ids.FileId;
import dev.hearth.ids.TeamId;
import dev.hearth.proto.v1.CreateFileRequest;
import dev.hearth.proto.v1.DeleteFileRequest;
import dev.hearth.proto.v1.FileChunk;
import dev.hearth.proto.v1.GetFileRequest;
import dev.hearth.proto.v1.ListFilesReply;
import dev.hearth.proto.v1.ListFilesRequest;
import dev.hearth.proto.v1.MutinyFilesGrpc;
import dev.hearth.proto.v1.MutinyFilesGrpc.MutinyFilesStub;
import dev.hearth.proto.v1.ReadFileRequest;
import dev.hearth.proto.v1.ResolveFilesReply;
import dev.hearth.proto.v1.ResolveFilesRequest;
import dev.hearth.proto.v1.StoredFile;
import dev.hearth.proto.v1.WriteFileRequest;
import io.grpc.StatusRuntimeException;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import jakarta.inject.Singleton;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** The one way from here to files-service. What it answers comes on the context that asked, or fails in time. */
@Singleton
public class FilesClient {
    private static final int CHUNK_BYTES = 256 * 1024;

    private final MutinyFilesStub stub;
    private final long deadlineMillis;

    FilesClient(FilesChannel channel, FilesConfig config) {
        this.stub = MutinyFilesGrpc.newMutinyStub(channel.channel());
        this.deadlineMillis = config.deadline().toMillis();
    }

    /** A file's record; {@code not_found} for what is not this team's. */
    public Uni<StoredFile> require(TeamId team, FileId file) {
        GetFileRequest request = GetFileRequest.newBuilder()
                .setTeamId(team.value())
                .setFileId(file.value())
                .build();
        return onOwnContext(timed().getFile(request));
    }

    Uni<StoredFile> create(CreateFileRequest request) {
        return onOwnContext(timed().createFile(request));
    }

    Uni<ListFilesReply> list(ListFilesRequest request) {
        return onOwnContext(timed().listFiles(request));
    }

    Uni<Void> delete(TeamId team, FileId file) {
        DeleteFileRequest request = DeleteFileRequest.newBuilder()
                .setTeamId(team.value())
                .setFileId(file.value())
                .build();
        return onOwnContext(timed().deleteFile(request)).replaceWithVoid();
    }

    /** The records of these files as far as the team may see them. */
    Uni<List<StoredFile>> resolve(TeamId team, Collection<FileId> files) {
        ResolveFilesRequest request = ResolveFilesRequest.newBuilder()
                .setTeamId(team.value())
                .addAllFileIds(files.stream().map(FileId::value).toList())
                .build();
        return onOwnContext(timed().resolveFiles(request)).map(ResolveFilesReply::getFilesList);
    }

    /** Stores a file whose bytes are here already. */
    Uni<StoredFile> write(CreateFileRequest file, byte[] content) {
        ByteString bytes = UnsafeByteOperations.unsafeWrap(content);
        Multi<WriteFileRequest> chunks = Multi.createFrom()
                .range(0, (content.length + CHUNK_BYTES - 1) / CHUNK_BYTES)
                .map(chunk -> chunkOf(bytes, chunk * CHUNK_BYTES));
        WriteFileRequest first = WriteFileRequest.newBuilder().setFile(file).build();
        Multi<WriteFileRequest> parts =
                Multi.createBy().concatenating().streams(Multi.createFrom().item(first), chunks);
        return onOwnContext(timed().writeFile(parts));
    }

    /** All of a file's bytes; {@code payload_too_large} as soon as they are more than the limit. */
    Uni<byte[]> read(TeamId team, FileId file, int limit) {
        ReadFileRequest request = ReadFileRequest.newBuilder()
                .setTeamId(team.value())
                .setFileId(file.value())
                .build();
        Uni<byte[]> content = timed().readFile(request)
                .collect()
                .in(() -> new Gathered(file, limit), Gathered::add)
                .map(Gathered::whole)
                .onFailure(StatusRuntimeException.class)
                .transform(failure -> GrpcErrors.fromGrpc(failure)
                        .<Throwable>map(declared -> declared)
                        .orElse(failure));
        return onOwnContext(content);
    }

    /** The bytes of a file as they come; its record, which comes first, says how many. */
    private static final class Gathered {
        private final FileId file;
        private final int limit;
        private byte[] bytes = {};
        private int count;

        private Gathered(FileId file, int limit) {
            this.file = file;
            this.limit = limit;
        }

        private void add(FileChunk chunk) {
            if (chunk.hasFile()) {
                long size = chunk.getFile().getSizeBytes();
                if (size > limit) {
                    throw FileErrors.largerThan(file, limit);
                }
                bytes = new byte[Math.toIntExact(Math.max(0, size))];
                return;
            }
            ByteString content = chunk.getContent();
            if (count + content.size() > bytes.length) {
                throw FileErrors.largerThan(file, bytes.length);
            }
            content.copyTo(bytes, count);
            count += content.size();
        }

        private byte[] whole() {
            if (count < bytes.length) {
                throw FileErrors.notFound(file);
            }
            return bytes;
        }
    }

    private static WriteFileRequest chunkOf(ByteString bytes, int from) {
        int to = Math.min(bytes.size(), from + CHUNK_BYTES);
        return WriteFileRequest.newBuilder()
                .setContent(bytes.substring(from, to))
                .build();
    }

    private MutinyFilesStub timed() {
        return stub.withDeadlineAfter(deadlineMillis, TimeUnit.MILLISECONDS);
    }

    private static <T> Uni<T> onOwnContext(Uni<T> answer) {
        Context asking = Vertx.currentContext();
        return asking == null ? answer : answer.emitOn(task -> asking.runOnContext(_ -> task.run()));
    }
}
