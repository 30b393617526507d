package dev.hearth.gateway.file;

import dev.hearth.errors.ErrorCode;
import dev.hearth.errors.ServiceException;
import dev.hearth.ids.FileId;
import dev.hearth.ids.TeamId;
import dev.hearth.json.StoredOutput;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;
import java.util.concurrent.atomic.AtomicInteger;

/** Reads large outputs back from files-service, a few at a time: each takes its whole size in memory, more than once. */
@Singleton
class OutputFiles implements StoredOutputs {
    private final FilesClient files;
    private final int mostAtOnce;
    private final AtomicInteger reading = new AtomicInteger();

    OutputFiles(FilesClient files, FilesConfig config) {
        this.files = files;
        this.mostAtOnce = config.outputsAtOnce();
    }

    @Override
    public Uni<byte[]> read(TeamId team, FileId file) {
        return Uni.createFrom().deferred(() -> {
            if (reading.incrementAndGet() > mostAtOnce) {
                reading.decrementAndGet();
                return Uni.createFrom().failure(FileErrors.tooManyOutputs(mostAtOnce));
            }
            return files.read(team, file, StoredOutput.MAX_BYTES)
                    .onTermination()
                    .invoke(reading::decrementAndGet);
        });
    }

    @Override
    public Uni<Void> delete(TeamId team, FileId file) {
        return files.delete(team, file).onFailure(OutputFiles::isGone).recoverWithNull();
    }

    private static boolean isGone(Throwable failure) {
        return failure instanceof ServiceException error && error.code() == ErrorCode.NOT_FOUND;
    }
}
