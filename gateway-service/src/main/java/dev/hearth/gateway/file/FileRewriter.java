package dev.hearth.gateway.file;

import dev.hearth.gateway.team.Caller;
import dev.hearth.ids.FileId;
import dev.hearth.ids.TeamId;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.util.List;
import java.util.Map;

/** Finds what stands at the positions of files, asks files-service about it, and puts the answers in place. */
@Singleton
class FileRewriter implements FileUris {
    private static final int UPLOADS_AT_ONCE = 4;

    private final FileAddresses addresses;
    private final InlineFiles inlineFiles;
    private final KnownFiles known;

    FileRewriter(FileAddresses addresses, InlineFiles inlineFiles, KnownFiles known) {
        this.addresses = addresses;
        this.inlineFiles = inlineFiles;
        this.known = known;
    }

    @Override
    public Uni<byte[]> takeIn(Caller caller, String name, FilePositions positions, byte[] json) {
        if (positions.isEmpty()) {
            return Uni.createFrom().item(json);
        }
        IncomingFiles incoming = new IncomingFiles(name, addresses, inlineFiles.limit());
        try {
            new FileScanner(json, positions, incoming).scan();
        } catch (IOException e) {
            return Uni.createFrom().failure(FileErrors.malformed(name, String.valueOf(e.getMessage())));
        }
        return store(caller.team(), incoming.inline())
                .chain(stored -> known.urlsOf(caller.team(), incoming.ours())
                        .map(ours -> Splice.apply(json, incoming.replacements(stored, ours.keySet()))));
    }

    @Override
    public Uni<byte[]> show(TeamId team, FilePositions positions, byte[] json) {
        if (positions.isEmpty()) {
            return Uni.createFrom().item(json);
        }
        OutgoingFiles outgoing = new OutgoingFiles();
        try {
            new FileScanner(json, positions, outgoing).scan();
        } catch (IOException e) {
            return Uni.createFrom().failure(e);
        }
        return known.urlsOf(team, outgoing.files()).map(urls -> Splice.apply(json, outgoing.replacements(urls)));
    }

    private Uni<Map<Literal, FileId>> store(TeamId team, List<IncomingFiles.Inline> files) {
        if (files.isEmpty()) {
            return Uni.createFrom().item(Map.of());
        }
        return Multi.createFrom()
                .iterable(files)
                .onItem()
                .transformToUni(
                        file -> inlineFiles.store(team, file.content()).map(id -> Map.entry(file.literal(), id)))
                .merge(UPLOADS_AT_ONCE)
                .collect()
                .asMap(Map.Entry::getKey, Map.Entry::getValue);
    }
}
