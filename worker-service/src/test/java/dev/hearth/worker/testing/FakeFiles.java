package dev.hearth.worker.testing;

import com.google.protobuf.ByteString;
import dev.hearth.ids.Ids;
import dev.hearth.proto.v1.CreateFileRequest;
import dev.hearth.proto.v1.FileChunk;
import dev.hearth.proto.v1.FilesGrpc;
import dev.hearth.proto.v1.ReadFileRequest;
import dev.hearth.proto.v1.StoredFile;
import dev.hearth.proto.v1.WriteFileRequest;
import io.grpc.Status;
import io.grpc.stub.StreamObserver;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** files-service in memory. */
public final class FakeFiles extends FilesGrpc.FilesImplBase {
    private final Map<String, Stored> files = new ConcurrentHashMap<>();

    private record Stored(StoredFile file, ByteString content) {}

    /** Stores a file; answers what is known of it. */
    public StoredFile add(String teamId, String filename, ByteString content) {
        return store(
                CreateFileRequest.newBuilder()
                        .setTeamId(teamId)
                        .setFilename(filename)
                        .build(),
                content);
    }

    public ByteString contentOf(String fileId) {
        return Optional.ofNullable(files.get(fileId)).orElseThrow().content;
    }

    public StoredFile fileOf(String fileId) {
        return Optional.ofNullable(files.get(fileId)).orElseThrow().file;
    }

    private StoredFile store(CreateFileRequest request, ByteString content) {
        String id = Ids.random();
        StoredFile file = StoredFile.newBuilder()
                .setFileId(id)
                .setTeamId(request.getTeamId())
                .setFilename(request.getFilename())
                .setContentType(request.getContentType())
                .setCategory(request.getCategory())
                .setSizeBytes(content.size())
                .setSha256(sha256(content))
                .setUrl("https://files.test/" + id + "/" + request.getFilename())
                .build();
        files.put(id, new Stored(file, content));
        return file;
    }

    @Override
    public void readFile(ReadFileRequest request, StreamObserver<FileChunk> answer) {
        Stored stored = files.get(request.getFileId());
        if (stored == null || !stored.file.getTeamId().equals(request.getTeamId())) {
            answer.onError(Status.NOT_FOUND
                    .withDescription("no file " + request.getFileId())
                    .asRuntimeException());
            return;
        }
        answer.onNext(FileChunk.newBuilder().setFile(stored.file).build());
        answer.onNext(FileChunk.newBuilder().setContent(stored.content).build());
        answer.onCompleted();
    }

    @Override
    public StreamObserver<WriteFileRequest> writeFile(StreamObserver<StoredFile> answer) {
        return new StreamObserver<>() {
            private CreateFileRequest file = CreateFileRequest.getDefaultInstance();
            private ByteString content = ByteString.EMPTY;

            @Override
            public void onNext(WriteFileRequest part) {
                if (part.hasFile()) {
                    file = part.getFile();
                } else {
                    content = content.concat(part.getContent());
                }
            }

            @Override
            public void onError(Throwable failure) {}

            @Override
            public void onCompleted() {
                answer.onNext(store(file, content));
                answer.onCompleted();
            }
        };
    }

    private static String sha256(ByteString content) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(content.toByteArray()));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
