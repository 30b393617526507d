package dev.hearth.gateway.testing;

import dev.hearth.errors.ErrorCode;
import dev.hearth.errors.ServiceException;
import dev.hearth.gateway.file.StoredOutputs;
import dev.hearth.ids.FileId;
import dev.hearth.ids.TeamId;
import io.smallrye.mutiny.Uni;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Large outputs in memory. */
public final class FakeOutputs implements StoredOutputs {
    private final Map<FileId, byte[]> files = new ConcurrentHashMap<>();

    /** Stores an output. */
    public FileId stored(String json) {
        FileId file = FileId.random();
        files.put(file, json.getBytes(StandardCharsets.UTF_8));
        return file;
    }

    public boolean has(FileId file) {
        return files.containsKey(file);
    }

    @Override
    public Uni<byte[]> read(TeamId team, FileId file) {
        byte[] output = files.get(file);
        return output == null
                ? Uni.createFrom().failure(new ServiceException(ErrorCode.NOT_FOUND, "file not found: " + file))
                : Uni.createFrom().item(output);
    }

    @Override
    public Uni<Void> delete(TeamId team, FileId file) {
        files.remove(file);
        return Uni.createFrom().voidItem();
    }
}
