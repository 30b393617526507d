package dev.hearth.files.stored;

import dev.hearth.files.access.Callers;
import dev.hearth.files.bytes.StorageThreads;
import dev.hearth.ids.FileId;
import dev.hearth.ids.TeamId;
import dev.hearth.proto.v1.CreateFileRequest;
import dev.hearth.proto.v1.DeleteFileReply;
import dev.hearth.proto.v1.DeleteFileRequest;
import dev.hearth.proto.v1.FileChunk;
import dev.hearth.proto.v1.FilesGrpc;
import dev.hearth.proto.v1.GetFileRequest;
import dev.hearth.proto.v1.ListFilesReply;
import dev.hearth.proto.v1.ListFilesRequest;
import dev.hearth.proto.v1.ReadFileRequest;
import dev.hearth.proto.v1.ResolveFilesReply;
import dev.hearth.proto.v1.ResolveFilesRequest;
import dev.hearth.proto.v1.WriteFileRequest;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import io.quarkus.grpc.GrpcService;
import io.smallrye.mutiny.Uni;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * The gRPC edge. Built on the plain stubs, because the streams of Quarkus' Mutiny ones have no flow control: a fast
 * writer or a slow reader would fill the memory.
 */
@GrpcService
class FilesGrpcService extends FilesGrpc.FilesImplBase {
    private final StoredFiles files;
    private final Uploads uploads;
    private final Downloads downloads;
    private final FileMapper mapper;
    private final StorageThreads threads;

    FilesGrpcService(
            StoredFiles files, Uploads uploads, Downloads downloads, FileMapper mapper, StorageThreads threads) {
        this.files = files;
        this.uploads = uploads;
        this.downloads = downloads;
        this.mapper = mapper;
        this.threads = threads;
    }

    @Override
    public void createFile(CreateFileRequest request, StreamObserver<dev.hearth.proto.v1.StoredFile> answer) {
        send(answer, () -> files.create(FileMapper.toNewFile(request)).map(mapper::toGrant));
    }

    @Override
    public void getFile(GetFileRequest request, StreamObserver<dev.hearth.proto.v1.StoredFile> answer) {
        send(
                answer,
                () -> files.require(Callers.requireTeam(request.getTeamId()), fileId(request.getFileId()))
                        .map(mapper::toReply));
    }

    @Override
    public void listFiles(ListFilesRequest request, StreamObserver<ListFilesReply> answer) {
        send(answer, () -> files.list(FileMapper.toPageRequest(request)).map(mapper::toReply));
    }

    @Override
    public void deleteFile(DeleteFileRequest request, StreamObserver<DeleteFileReply> answer) {
        send(
                answer,
                () -> files.delete(Callers.requireTeam(request.getTeamId()), fileId(request.getFileId()))
                        .replaceWith(DeleteFileReply.getDefaultInstance()));
    }

    @Override
    public void resolveFiles(ResolveFilesRequest request, StreamObserver<ResolveFilesReply> answer) {
        send(
                answer,
                () -> files.resolve(Callers.teamOrAny(request.getTeamId()), request.getFileIdsList())
                        .map(found -> ResolveFilesReply.newBuilder()
                                .addAllFiles(found.stream().map(mapper::toReply).toList())
                                .build()));
    }

    @Override
    public void readFile(ReadFileRequest request, StreamObserver<FileChunk> answer) {
        FileSender sender = new FileSender((ServerCallStreamObserver<FileChunk>) answer, mapper, threads);
        sender.send(() -> {
            Optional<TeamId> teamId = Callers.teamOrAny(request.getTeamId());
            return downloads.open(teamId, fileId(request.getFileId()));
        });
    }

    @Override
    public StreamObserver<WriteFileRequest> writeFile(StreamObserver<dev.hearth.proto.v1.StoredFile> answer) {
        return FileReceiver.start((ServerCallStreamObserver<dev.hearth.proto.v1.StoredFile>) answer, uploads, mapper);
    }

    private static FileId fileId(String id) {
        if (id.isEmpty()) {
            throw FileErrors.notFound(id);
        }
        return new FileId(id);
    }

    private static <T> void send(StreamObserver<T> answer, Supplier<Uni<T>> work) {
        Uni.createFrom()
                .deferred(work::get)
                .subscribe()
                .with(
                        item -> {
                            answer.onNext(item);
                            answer.onCompleted();
                        },
                        answer::onError);
    }
}
