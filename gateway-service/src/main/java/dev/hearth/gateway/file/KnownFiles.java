package dev.hearth.gateway.file;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.hearth.ids.FileId;
import dev.hearth.ids.TeamId;
import dev.hearth.proto.v1.StoredFile;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The URLs of files a team may see. A file's URL never changes, so it is remembered for a while; the URL of a file that
 * was deleted leads to a 404 then.
 */
@Singleton
class KnownFiles {
    private static final Duration REMEMBERED = Duration.ofMinutes(10);

    private record Key(TeamId team, FileId file) {}

    private final FilesClient files;
    private final Cache<Key, String> urls;

    KnownFiles(FilesClient files, FilesConfig config) {
        this.files = files;
        this.urls = Caffeine.newBuilder()
                .maximumSize(config.rememberedUrls())
                .expireAfterWrite(REMEMBERED)
                .build();
    }

    /** The URLs of these files; those the team may not see, or nobody has, are left out. */
    Uni<Map<FileId, String>> urlsOf(TeamId team, Set<FileId> wanted) {
        Map<FileId, String> found = new HashMap<>();
        List<FileId> unknown = new ArrayList<>();
        for (FileId file : wanted) {
            String url = urls.getIfPresent(new Key(team, file));
            if (url == null) {
                unknown.add(file);
            } else {
                found.put(file, url);
            }
        }
        return unknown.isEmpty()
                ? Uni.createFrom().item(found)
                : files.resolve(team, unknown).map(resolved -> learn(team, resolved, found));
    }

    private Map<FileId, String> learn(TeamId team, List<StoredFile> resolved, Map<FileId, String> found) {
        for (StoredFile file : resolved) {
            FileId id = new FileId(file.getFileId());
            urls.put(new Key(team, id), file.getUrl());
            found.put(id, file.getUrl());
        }
        return found;
    }
}
