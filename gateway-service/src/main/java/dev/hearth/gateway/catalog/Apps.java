package dev.hearth.gateway.catalog;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.hearth.gateway.listing.CursorList;
import dev.hearth.gateway.listing.ListQuery;
import dev.hearth.gateway.listing.ListRequest;
import dev.hearth.gateway.storage.AnswersInTime;
import dev.hearth.gateway.team.Caller;
import dev.hearth.gateway.team.Namespaces;
import dev.hearth.ids.AppVersionId;
import io.quarkus.hibernate.reactive.panache.common.WithSession;
import io.quarkus.hibernate.reactive.panache.common.WithTransaction;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Decides about apps. */
@ApplicationScoped
@AnswersInTime
class Apps {
    private static final Set<String> VISIBILITIES = Set.of("private", "public", "unlisted");
    private static final ObjectMapper MAPPER = new ObjectMapper();

    private final AppRepository apps;
    private final VersionRepository versions;
    private final VersionLookup lookup;
    private final Namespaces namespaces;
    private final Clock clock;

    Apps(AppRepository apps, VersionRepository versions, VersionLookup lookup, Namespaces namespaces, Clock clock) {
        this.apps = apps;
        this.versions = versions;
        this.lookup = lookup;
        this.namespaces = namespaces;
        this.clock = clock;
    }

    @WithSession
    Uni<CursorList<AppView>> list(Caller caller, @Nullable ListRequest request) {
        return apps.list(caller, ListQuery.of(request, AppRepository.FIELDS)).map(page -> page.map(AppView::of));
    }

    /** The app with the version that the reference names, or else its current one. */
    @WithSession
    Uni<AppView> require(Caller caller, AppReference reference) {
        return lookup.requireApp(caller, reference).chain(app -> {
            String version = reference.version();
            return version == null
                    ? withCurrent(app)
                    : lookup.requireVisible(caller, app, version).map(found -> AppView.of(app, found));
        });
    }

    /** Makes an app, or changes the one of this id or name. */
    @WithTransaction
    Uni<AppView> save(Caller caller, AppUpdate wanted) {
        refuseVersion(wanted);
        if (wanted.id() != null && !wanted.id().isEmpty()) {
            return lookup.requireOwnApp(caller, AppReference.ofId(wanted.id())).chain(app -> change(app, wanted));
        }
        if (wanted.name() == null || wanted.name().isEmpty()) {
            throw CatalogErrors.invalid("name", "is missing");
        }
        String name = Names.require("name", wanted.name());
        return namespaceFor(caller, wanted)
                .chain(namespace -> ensure(caller, namespace, name))
                .chain(app -> change(app, wanted));
    }

    @WithTransaction
    Uni<AppView> update(Caller caller, AppReference reference, AppUpdate wanted) {
        refuseVersion(wanted);
        return lookup.requireOwnApp(caller, reference).chain(app -> change(app, wanted));
    }

    @WithTransaction
    Uni<Void> delete(Caller caller, AppReference reference) {
        return lookup.requireOwnApp(caller, reference)
                .invoke(app -> app.deletedAt = clock.instant())
                .replaceWithVoid();
    }

    /** The app of this name, made if it is new; 403 in another team's namespace. To be called within a transaction. */
    Uni<AppRow> ensure(Caller caller, String namespace, String name) {
        return namespaces
                .claim(caller, Names.requireNamespace(namespace))
                .chain(() -> apps.ensure(caller, namespace, Names.require("name", name), clock.instant()))
                .chain(() -> lookup.requireOwnApp(caller, new AppReference.Named(namespace, name, null, null)));
    }

    private Uni<String> namespaceFor(Caller caller, AppUpdate wanted) {
        return wanted.namespace() == null || wanted.namespace().isEmpty()
                ? namespaces.ownOf(caller)
                : Uni.createFrom().item(wanted.namespace());
    }

    private Uni<AppView> withCurrent(AppRow app) {
        return app.currentVersionId == null
                ? Uni.createFrom().item(AppView.of(app))
                : versions.find(new AppVersionId(app.currentVersionId)).map(version -> AppView.of(app, version));
    }

    private Uni<AppView> change(AppRow app, AppUpdate wanted) {
        refuseRename("namespace", app.namespace, wanted.namespace());
        refuseRename("name", app.name, wanted.name());
        app.description = or(wanted.description(), app.description);
        app.agentDescription = or(wanted.agentDescription(), app.agentDescription);
        app.category = or(wanted.category(), app.category);
        if (wanted.visibility() != null) {
            app.visibility = visibility(wanted.visibility());
        }
        if (wanted.images() != null) {
            app.images = json(wanted.images());
        }
        app.updatedAt = clock.instant();
        return withCurrent(app);
    }

    private static void refuseVersion(AppUpdate wanted) {
        if (wanted.version() != null && !wanted.version().isNull()) {
            throw CatalogErrors.versionsComeFromBuilds();
        }
    }

    private static void refuseRename(String member, String is, @Nullable String wanted) {
        if (wanted != null && !wanted.isEmpty() && !wanted.equals(is)) {
            throw CatalogErrors.cannotChange(member, is, wanted);
        }
    }

    private static String visibility(String wanted) {
        if (!VISIBILITIES.contains(wanted)) {
            throw CatalogErrors.invalid(
                    "visibility", "must be private, public or unlisted, is \"%s\"".formatted(wanted));
        }
        return wanted;
    }

    private static String or(@Nullable String wanted, String is) {
        return wanted == null ? is : wanted;
    }

    private static String json(AppUpdate.Images images) {
        try {
            return MAPPER.writeValueAsString(images);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("three strings can always be written as JSON", e);
        }
    }
}
