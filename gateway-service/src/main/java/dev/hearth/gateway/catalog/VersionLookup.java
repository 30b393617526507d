package dev.hearth.gateway.catalog;

import dev.hearth.gateway.team.Caller;
import dev.hearth.gateway.team.Namespaces;
import dev.hearth.ids.AppId;
import dev.hearth.ids.AppVersionId;
import dev.hearth.ids.Ids;
import dev.hearth.ids.TeamId;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Finds what references lead to, as far as the caller may see it. To be called within a session. */
@ApplicationScoped
class VersionLookup {
    private static final int MIN_PREFIX = 4;

    private final AppRepository apps;
    private final VersionRepository versions;
    private final Namespaces namespaces;

    VersionLookup(AppRepository apps, VersionRepository versions, Namespaces namespaces) {
        this.apps = apps;
        this.versions = versions;
        this.namespaces = namespaces;
    }

    /** The app of a reference; {@code not_found} if there is none, or none for this caller. */
    Uni<AppRow> requireApp(Caller caller, AppReference reference) {
        Uni<@Nullable AppRow> found = switch (reference) {
            case AppReference.Named named -> byName(caller, named);
            case AppReference.Identified identified -> byId(caller, identified);
        };
        return found.map(app -> {
            if (app == null || !isVisible(app, caller.team())) {
                throw CatalogErrors.appNotFound(reference.toString());
            }
            return app;
        });
    }

    /** As {@link #requireApp}; {@code forbidden} if it is another team's. */
    Uni<AppRow> requireOwnApp(Caller caller, AppReference reference) {
        return requireApp(caller, reference).invoke(app -> {
            if (!caller.team().equals(new TeamId(app.teamId))) {
                throw CatalogErrors.ofAnotherTeam(nameOf(app));
            }
        });
    }

    /** The version to run: the current one, or the one named, which has to be ready. */
    Uni<VersionRow> requireReady(AppRow app, @Nullable String version) {
        if (version == null) {
            return app.currentVersionId == null
                    ? Uni.createFrom().failure(CatalogErrors.nothingReady(nameOf(app)))
                    : versions.find(new AppVersionId(app.currentVersionId));
        }
        return require(app, version).invoke(found -> {
            if (!found.isReady()) {
                throw CatalogErrors.notReady(nameOf(app), found);
            }
        });
    }

    /** As {@link #require}; other teams see only what they could call. */
    Uni<VersionRow> requireVisible(Caller caller, AppRow app, String version) {
        return require(app, version).invoke(found -> {
            if (!found.isReady() && !caller.team().value().equals(app.teamId)) {
                throw CatalogErrors.versionNotFound(nameOf(app), version);
            }
        });
    }

    /** The version with this tag, else with this id, else the only one whose id begins so. */
    Uni<VersionRow> require(AppRow app, String version) {
        if (!Names.isName(version)) {
            return Uni.createFrom().failure(CatalogErrors.versionNotFound(nameOf(app), version));
        }
        AppId appId = new AppId(app.id);
        return versions.findTagged(appId, version)
                .chain(tagged -> tagged == null
                        ? byIdOrPrefix(app, version)
                        : Uni.createFrom().item(tagged));
    }

    static boolean isVisible(AppRow app, TeamId team) {
        return team.value().equals(app.teamId) || !app.visibility.equals("private");
    }

    static String nameOf(AppRow app) {
        return app.namespace + "/" + app.name;
    }

    private Uni<VersionRow> byIdOrPrefix(AppRow app, String version) {
        boolean readsAsId = version.length() >= MIN_PREFIX && version.chars().allMatch(Character::isLetterOrDigit);
        if (!readsAsId) {
            return Uni.createFrom().failure(CatalogErrors.versionNotFound(nameOf(app), version));
        }
        return versions.listBeginning(new AppId(app.id), version).map(found -> only(app, version, found));
    }

    private static VersionRow only(AppRow app, String version, List<VersionRow> found) {
        return switch (found.size()) {
            case 0 -> throw CatalogErrors.versionNotFound(nameOf(app), version);
            case 1 -> found.getFirst();
            default -> throw CatalogErrors.ambiguous(nameOf(app), version, found.size());
        };
    }

    private Uni<@Nullable AppRow> byName(Caller caller, AppReference.Named named) {
        return named.namespace() == null
                ? namespaces.ownOf(caller).chain(own -> apps.find(own, named.name()))
                : apps.find(named.namespace(), named.name());
    }

    private Uni<@Nullable AppRow> byId(Caller caller, AppReference.Identified identified) {
        String text = identified.appId();
        if (!Names.isName(text)) {
            return Uni.createFrom().nullItem();
        }
        Uni<@Nullable AppRow> byName = namespaces.ownOf(caller).chain(own -> apps.find(own, text));
        return Ids.isWellFormed(text)
                ? apps.find(new AppId(text))
                        .chain(app -> app == null ? byName : Uni.createFrom().item(app))
                : byName;
    }
}
