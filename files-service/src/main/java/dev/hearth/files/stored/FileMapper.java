package dev.hearth.files.stored;

import com.google.protobuf.Timestamp;
import dev.hearth.files.access.Callers;
import dev.hearth.files.bytes.Content;
import dev.hearth.files.link.LinkConfig;
import dev.hearth.files.link.Links;
import dev.hearth.proto.v1.CreateFileRequest;
import dev.hearth.proto.v1.ListFilesReply;
import dev.hearth.proto.v1.ListFilesRequest;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Instant;

/** Files as they are on the wire between services. */
@Singleton
final class FileMapper {
    private static final long NO_BYTES_YET = -1;

    private final Links links;
    private final LinkConfig config;
    private final Clock clock;

    FileMapper(Links links, LinkConfig config, Clock clock) {
        this.links = links;
        this.config = config;
        this.clock = clock;
    }

    static NewFile toNewFile(CreateFileRequest request) {
        return NewFile.of(
                Callers.requireTeam(request.getTeamId()),
                request.getFilename(),
                request.getContentType(),
                request.getCategory(),
                request.getPath(),
                request.getPublic(),
                request.getSizeBytes());
    }

    static PageRequest toPageRequest(ListFilesRequest request) {
        return PageRequest.of(
                Callers.requireTeam(request.getTeamId()),
                request.getCategory(),
                request.getCursor(),
                request.getBackward(),
                request.getLimit());
    }

    dev.hearth.proto.v1.StoredFile toReply(StoredFile file) {
        return reply(file).build();
    }

    /** With a fresh URL that takes the bytes. */
    dev.hearth.proto.v1.StoredFile toGrant(StoredFile file) {
        Instant until = clock.instant().plus(config.uploadValidFor());
        return reply(file).setUploadUrl(links.uploadUrl(file.id(), until)).build();
    }

    ListFilesReply toReply(FilePage page) {
        return ListFilesReply.newBuilder()
                .addAllFiles(page.files().stream().map(this::toReply).toList())
                .setNextCursor(page.nextCursor())
                .setPreviousCursor(page.previousCursor())
                .setTotal(page.total())
                .build();
    }

    private dev.hearth.proto.v1.StoredFile.Builder reply(StoredFile file) {
        Content content = file.content();
        return dev.hearth.proto.v1.StoredFile.newBuilder()
                .setFileId(file.id().value())
                .setTeamId(file.teamId().value())
                .setFilename(file.filename())
                .setContentType(file.contentType())
                .setSizeBytes(content == null ? NO_BYTES_YET : content.sizeBytes())
                .setSha256(content == null ? "" : content.sha256())
                .setCategory(file.category().wire())
                .setPath(file.path())
                .setPublic(file.isPublic())
                .setCreatedAt(timestamp(file.createdAt()))
                .setUpdatedAt(timestamp(file.updatedAt()))
                .setUrl(links.downloadUrl(file.id(), file.filename()));
    }

    private static Timestamp timestamp(Instant at) {
        return Timestamp.newBuilder()
                .setSeconds(at.getEpochSecond())
                .setNanos(at.getNano())
                .build();
    }
}
