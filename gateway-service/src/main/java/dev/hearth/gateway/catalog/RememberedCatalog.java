package dev.hearth.gateway.catalog;

import dev.hearth.gateway.storage.FreshContext;
import dev.hearth.gateway.storage.RecentAnswers;
import dev.hearth.gateway.team.Caller;
import dev.hearth.ids.AppVersionId;
import dev.hearth.ids.TeamId;
import io.quarkus.hibernate.reactive.panache.common.WithSession;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;
import org.jspecify.annotations.Nullable;

/** Answers from memory; what references lead to is forgotten when anything in the catalog changes. */
@Singleton
class RememberedCatalog implements AppCatalog {
    /** One team's view of a reference. The caller stands for its team; its key and scopes decide nothing here. */
    record Question(TeamId team, AppReference reference, Caller caller) {
        @Override
        public boolean equals(@Nullable Object other) {
            return other instanceof Question question
                    && team.equals(question.team)
                    && reference.equals(question.reference);
        }

        @Override
        public int hashCode() {
            return 31 * team.hashCode() + reference.hashCode();
        }
    }

    private final VersionLookup lookup;
    private final CompiledVersions versions;
    private final FreshContext context;
    private final RecentAnswers<Question, CompiledVersion> recent;

    RememberedCatalog(VersionLookup lookup, CompiledVersions versions, FreshContext context, CatalogConfig config) {
        this.lookup = lookup;
        this.versions = versions;
        this.context = context;
        this.recent = new RecentAnswers<>(config.referenceMaxAge(), config.rememberedReferences(), context, this::ask);
    }

    @Override
    public Uni<ResolvedFunction> resolve(Caller caller, AppReference reference, @Nullable String function) {
        String wanted = function == null || function.isEmpty() ? reference.function() : function;
        return recent.about(new Question(caller.team(), reference.withoutFunction(), caller))
                .map(version -> version.require(wanted));
    }

    @Override
    public Uni<FunctionDescription> describe(Caller caller, AppReference reference, @Nullable String function) {
        String wanted = function == null || function.isEmpty() ? reference.function() : function;
        return recent.about(new Question(caller.team(), reference.withoutFunction(), caller))
                .map(version -> version.describe(wanted));
    }

    @Override
    public Uni<VersionIdentity> identify(Caller caller, AppReference reference) {
        return recent.about(new Question(caller.team(), reference.withoutFunction(), caller))
                .map(CompiledVersion::identity);
    }

    @Override
    public Uni<FunctionFiles> filesOf(AppVersionId id, String function) {
        CompiledVersion known = versions.inMemory(id);
        if (known != null) {
            return Uni.createFrom().item(known.filesOf(function));
        }
        return context.run(() -> versions.load(id))
                .map(version -> version == null ? FunctionFiles.NONE : version.filesOf(function));
    }

    void forgetReferences() {
        recent.forgetAll();
    }

    @WithSession
    Uni<CompiledVersion> ask(Question question) {
        AppReference reference = question.reference();
        return lookup.requireApp(question.caller(), reference)
                .chain(app -> lookup.requireReady(app, reference.version()).map(version -> versions.of(app, version)));
    }
}
