package dev.hearth.gateway.catalog;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.hearth.gateway.storage.AnswersInTime;
import dev.hearth.ids.AppId;
import dev.hearth.ids.AppVersionId;
import io.quarkus.hibernate.reactive.panache.common.WithSession;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import org.jspecify.annotations.Nullable;

/** Ready versions with their schemas read, kept while they are in use. */
@ApplicationScoped
class CompiledVersions {
    private final AppRepository apps;
    private final VersionRepository versions;
    private final Cache<AppVersionId, CompiledVersion> compiled;

    CompiledVersions(AppRepository apps, VersionRepository versions, CatalogConfig config) {
        this.apps = apps;
        this.versions = versions;
        this.compiled =
                Caffeine.newBuilder().maximumSize(config.rememberedVersions()).build();
    }

    @Nullable
    CompiledVersion inMemory(AppVersionId id) {
        return compiled.getIfPresent(id);
    }

    CompiledVersion of(AppRow app, VersionRow version) {
        return compiled.get(new AppVersionId(version.id), _ -> CompiledVersion.of(app, version));
    }

    /** Whatever team asks, also for a deleted app; null: there is no such version, or it is not ready. */
    @AnswersInTime
    @WithSession
    Uni<@Nullable CompiledVersion> load(AppVersionId id) {
        return versions.find(id).chain(version -> {
            if (version == null || !version.isReady()) {
                return Uni.createFrom().nullItem();
            }
            return apps.findEver(new AppId(version.appId)).map(app -> app == null ? null : of(app, version));
        });
    }
}
