package dev.hearth.gateway.catalog;

import dev.hearth.gateway.listing.CursorList;
import dev.hearth.gateway.listing.ListQuery;
import dev.hearth.gateway.listing.ListRequest;
import dev.hearth.gateway.storage.AnswersInTime;
import dev.hearth.gateway.team.Caller;
import dev.hearth.ids.AppId;
import io.quarkus.hibernate.reactive.panache.common.WithSession;
import io.quarkus.hibernate.reactive.panache.common.WithTransaction;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import org.jspecify.annotations.Nullable;

/** Decides about the versions of an app once they are published. */
@ApplicationScoped
@AnswersInTime
class Versions {
    private final VersionRepository versions;
    private final VersionLookup lookup;
    private final Clock clock;

    Versions(VersionRepository versions, VersionLookup lookup, Clock clock) {
        this.versions = versions;
        this.lookup = lookup;
        this.clock = clock;
    }

    /** Other teams see only what they could call. */
    @WithSession
    Uni<CursorList<VersionView>> list(Caller caller, AppReference reference, @Nullable ListRequest request) {
        ListQuery<VersionRow> query = ListQuery.of(request, VersionRepository.FIELDS);
        return lookup.requireApp(caller, reference)
                .chain(app -> versions.list(new AppId(app.id), !isOwn(app, caller), query))
                .map(page -> page.map(VersionView::of));
    }

    /** Makes a ready version the one that references without a version lead to. */
    @WithTransaction
    Uni<AppView> makeCurrent(Caller caller, AppReference reference, String version) {
        return lookup.requireOwnApp(caller, reference)
                .chain(app -> lookup.require(app, version).map(found -> {
                    if (!found.isReady()) {
                        throw CatalogErrors.cannotBecomeCurrent(found);
                    }
                    app.currentVersionId = found.id;
                    app.updatedAt = clock.instant();
                    return AppView.of(app, found);
                }));
    }

    private static boolean isOwn(AppRow app, Caller caller) {
        return app.teamId.equals(caller.team().value());
    }
}
