package dev.hearth.gateway.file;

import dev.hearth.gateway.team.Caller;
import dev.hearth.ids.TeamId;
import io.smallrye.mutiny.Uni;

/**
 * Rewrites the files inside JSON bytes. Only the values at the positions change, every other byte stays as it was; where
 * nothing changes, the very same array comes back.
 */
public interface FileUris {
    /**
     * What a caller sent, made ready to be stored: large {@code data:} URIs become stored files, URLs of our own files
     * become {@code inf://files/<id>}. Fails with {@code invalid_request} naming the position of a bare path.
     *
     * @param name what the bytes are called in messages, such as {@code input}
     */
    Uni<byte[]> takeIn(Caller caller, String name, FilePositions positions, byte[] json);

    /** What is stored, made ready to be shown to a team: {@code inf://files/<id>} becomes an absolute URL. */
    Uni<byte[]> show(TeamId team, FilePositions positions, byte[] json);
}
