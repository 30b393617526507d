package dev.hearth.gateway.file;

import dev.hearth.ids.FileId;
import dev.hearth.ids.TeamId;
import io.smallrye.mutiny.Uni;

/** Outputs of tasks that are too large to be carried along and were stored as files instead. */
public interface StoredOutputs {
    /** The output's JSON; {@code not_found} if the file is gone. */
    Uni<byte[]> read(TeamId team, FileId file);

    /** Deletes the file; one that is gone already is no failure. */
    Uni<Void> delete(TeamId team, FileId file);
}
