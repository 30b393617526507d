package dev.hearth.gateway.file;

import com.fasterxml.jackson.databind.JsonNode;
import dev.hearth.gateway.listing.CursorList;
import dev.hearth.gateway.listing.ListRequest;
import dev.hearth.gateway.listing.Paging;
import dev.hearth.gateway.team.Caller;
import dev.hearth.ids.FileId;
import dev.hearth.ids.Ids;
import dev.hearth.proto.v1.CreateFileRequest;
import dev.hearth.proto.v1.ListFilesReply;
import dev.hearth.proto.v1.ListFilesRequest;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A team's files; files-service has them, this class speaks for the team. */
@Singleton
class Files {
    private static final String UPLOADS = "uploads";
    private static final Set<String> CATEGORIES = Set.of(UPLOADS, "inputs", "outputs", "repos");

    private final FilesClient files;

    Files(FilesClient files) {
        this.files = files;
    }

    /** Makes files that wait for their bytes, in the order asked for. */
    Uni<List<FileView>> create(Caller caller, NewFiles wanted) {
        String category = wanted.category() == null || wanted.category().isEmpty() ? UPLOADS : known(wanted.category());
        return Multi.createFrom()
                .iterable(wanted.files())
                .onItem()
                .transformToUniAndConcatenate(file -> files.create(request(caller, category, file)))
                .map(FileView::of)
                .collect()
                .asList();
    }

    Uni<CursorList<FileView>> list(Caller caller, @Nullable ListRequest asked) {
        ListRequest request = asked == null ? ListRequest.EVERYTHING : asked;
        Paging paging = Paging.of(request);
        ListFilesRequest query = ListFilesRequest.newBuilder()
                .setTeamId(caller.team().value())
                .setCursor(paging.cursor())
                .setLimit(paging.limit())
                .setBackward(paging.backward())
                .setCategory(categoryIn(request))
                .build();
        requireNewestFirst(request);
        return files.list(query).map(reply -> view(reply, paging));
    }

    Uni<FileView> require(Caller caller, FileId file) {
        return files.require(caller.team(), wellFormed(file)).map(FileView::of);
    }

    Uni<Void> delete(Caller caller, FileId file) {
        return files.delete(caller.team(), wellFormed(file));
    }

    private static CreateFileRequest request(Caller caller, String category, NewFiles.NewFile file) {
        return CreateFileRequest.newBuilder()
                .setTeamId(caller.team().value())
                .setFilename(orEmpty(file.filename()))
                .setContentType(orEmpty(file.contentType()))
                .setSizeBytes(file.size() == null ? 0 : file.size())
                .setCategory(category)
                .setPath(orEmpty(file.path()))
                .setPublic(Boolean.TRUE.equals(file.isPublic()))
                .build();
    }

    private static CursorList<FileView> view(ListFilesReply reply, Paging paging) {
        List<FileView> items = reply.getFilesList().stream().map(FileView::of).toList();
        return CursorList.of(items, reply.getNextCursor(), reply.getPreviousCursor(), paging.limit(), reply.getTotal());
    }

    private static String categoryIn(ListRequest request) {
        String category = "";
        List<ListRequest.@Nullable Filter> filters = request.filters() == null ? List.of() : request.filters();
        for (int i = 0; i < filters.size(); i++) {
            ListRequest.Filter filter = filters.get(i);
            String position = "filters[%d]".formatted(i);
            if (filter == null || !"category".equals(filter.field())) {
                throw FileErrors.cannotFilter(position + ".field", "must be category");
            }
            if (filter.operator() != null && !filter.operator().equals("eq")) {
                throw FileErrors.cannotFilter(position + ".operator", "must be eq");
            }
            JsonNode value = filter.value();
            if (value == null || !value.isTextual()) {
                throw FileErrors.cannotFilter(position + ".value", "must be a string");
            }
            category = known(value.textValue());
        }
        return category;
    }

    private static void requireNewestFirst(ListRequest request) {
        List<ListRequest.@Nullable Sort> sort = request.sort() == null ? List.of() : request.sort();
        for (ListRequest.@Nullable Sort term : sort) {
            if (term == null || !"created_at".equals(term.field()) || !"desc".equals(term.dir())) {
                throw FileErrors.cannotFilter("sort", "must be by created_at, desc");
            }
        }
    }

    private static FileId wellFormed(FileId file) {
        if (!Ids.isWellFormed(file.value())) {
            throw FileErrors.notFound(file);
        }
        return file;
    }

    private static String known(String category) {
        if (!CATEGORIES.contains(category)) {
            throw FileErrors.unknownCategory(category);
        }
        return category;
    }

    private static String orEmpty(@Nullable String text) {
        return text == null ? "" : text;
    }
}
