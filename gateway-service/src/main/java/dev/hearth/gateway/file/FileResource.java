package dev.hearth.gateway.file;

import dev.hearth.gateway.listing.CursorList;
import dev.hearth.gateway.listing.ListRequest;
import dev.hearth.gateway.team.CurrentCaller;
import dev.hearth.ids.FileId;
import io.smallrye.mutiny.Uni;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import java.util.List;
import org.jboss.resteasy.reactive.RestPath;
import org.jspecify.annotations.Nullable;

/** Files. Their bytes go straight to files-service. */
@Path("/files")
class FileResource {
    private final Files files;
    private final CurrentCaller caller;

    FileResource(Files files, CurrentCaller caller) {
        this.files = files;
        this.caller = caller;
    }

    @POST
    public Uni<List<FileView>> create(@Valid @NotNull(message = "is missing") NewFiles body) {
        return files.create(caller.with("files:write"), body);
    }

    @POST
    @Path("/list")
    public Uni<CursorList<FileView>> list(@Nullable ListRequest body) {
        return files.list(caller.with("files:read"), body);
    }

    @GET
    @Path("/{id}")
    public Uni<FileView> read(@RestPath String id) {
        return files.require(caller.with("files:read"), new FileId(id));
    }

    @DELETE
    @Path("/{id}")
    public Uni<Void> delete(@RestPath String id) {
        return files.delete(caller.with("files:write"), new FileId(id));
    }
}
