package dev.hearth.worker.files;

import com.google.protobuf.UnsafeByteOperations;
import dev.hearth.errors.GrpcErrors;
import dev.hearth.errors.ServiceException;
import dev.hearth.ids.FileId;
import dev.hearth.ids.TeamId;
import dev.hearth.proto.v1.CreateFileRequest;
import dev.hearth.proto.v1.FileChunk;
import dev.hearth.proto.v1.FilesGrpc;
import dev.hearth.proto.v1.ReadFileRequest;
import dev.hearth.proto.v1.StoredFile;
import dev.hearth.proto.v1.WriteFileRequest;
import dev.hearth.worker.peers.Peers;
import io.grpc.Context;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.concurrent.TimeUnit;

/** Files kept by files-service, read and written for a team. For virtual threads: it waits. */
@Singleton
public class StoredFiles {
    private static final long LIMIT_MINUTES = 15;
    private static final int CHUNK_BYTES = 256 * 1024;

    private final Peers peers;

    public StoredFiles(Peers peers) {
        this.peers = peers;
    }

    /** What is known of a stored file; {@code url} is absolute. */
    public record Stored(FileId id, String filename, String contentType, long size, String sha256, String url) {}

    /** Copies a file of this team to disk. */
    public Stored read(TeamId team, FileId file, Path target)
            throws FileUnavailableException, IOException, InterruptedException {
        return guarded("inf://files/" + file.value(), () -> {
            // Left to itself, a stream that is not read to its end stays open: a full disk must not cost that too.
            Context.CancellableContext reading = Context.current().withCancellation();
            Context before = reading.attach();
            try {
                return copy(team, file, target);
            } finally {
                reading.detach(before);
                reading.cancel(null);
            }
        });
    }

    private Stored copy(TeamId team, FileId file, Path target) throws IOException {
        Iterator<FileChunk> chunks = FilesGrpc.newBlockingStub(peers.files())
                .withDeadlineAfter(LIMIT_MINUTES, TimeUnit.MINUTES)
                .readFile(ReadFileRequest.newBuilder()
                        .setTeamId(team.value())
                        .setFileId(file.value())
                        .build());
        StoredFile found = StoredFile.getDefaultInstance();
        try (OutputStream out = Files.newOutputStream(target)) {
            while (chunks.hasNext()) {
                FileChunk chunk = chunks.next();
                if (chunk.hasFile()) {
                    found = chunk.getFile();
                } else {
                    chunk.getContent().writeTo(out);
                }
            }
        }
        return fromProto(found);
    }

    /** Stores a file for this team. The content may be asked for again when the service was away. */
    public Stored write(TeamId team, String filename, String contentType, String category, Content content)
            throws FileUnavailableException, IOException, InterruptedException {
        CreateFileRequest file = CreateFileRequest.newBuilder()
                .setTeamId(team.value())
                .setFilename(filename)
                .setContentType(contentType)
                .setCategory(category)
                .setPath(filename)
                .build();
        return guarded(filename, () -> {
            Upload upload = new Upload();
            FilesGrpc.newStub(peers.files())
                    .withDeadlineAfter(LIMIT_MINUTES, TimeUnit.MINUTES)
                    .writeFile(upload);
            upload.send(WriteFileRequest.newBuilder().setFile(file).build());
            try (InputStream in = content.open()) {
                for (byte[] chunk = in.readNBytes(CHUNK_BYTES); chunk.length > 0; chunk = in.readNBytes(CHUNK_BYTES)) {
                    upload.send(WriteFileRequest.newBuilder()
                            .setContent(UnsafeByteOperations.unsafeWrap(chunk))
                            .build());
                }
            } catch (IOException e) {
                upload.cancel(e);
                throw e;
            }
            return fromProto(upload.complete());
        });
    }

    /** Opens a file's content from its start. */
    public interface Content {
        InputStream open() throws IOException;
    }

    private interface Call<T> {
        T call() throws IOException, InterruptedException;
    }

    private <T> T guarded(String name, Call<T> call)
            throws FileUnavailableException, IOException, InterruptedException {
        try {
            return peers.patience().call(call::call);
        } catch (StatusRuntimeException e) {
            if (e.getStatus().getCode() == Status.Code.CANCELLED && Thread.interrupted()) {
                throw new InterruptedException("stopped while '%s' was on its way".formatted(name));
            }
            String why = GrpcErrors.fromGrpc(e)
                    .map(ServiceException::getMessage)
                    .orElse(
                            e.getStatus().getCode() == Status.Code.NOT_FOUND
                                    ? "there is no such file"
                                    : e.getMessage());
            throw new FileUnavailableException("%s is not available: %s".formatted(name, why), e);
        } catch (IOException | InterruptedException | RuntimeException e) {
            throw e;
        } catch (Exception e) {
            throw new IllegalStateException("a call declares no other exception", e);
        }
    }

    private static Stored fromProto(StoredFile file) {
        return new Stored(
                new FileId(file.getFileId()),
                file.getFilename(),
                file.getContentType(),
                file.getSizeBytes(),
                file.getSha256(),
                file.getUrl());
    }
}
