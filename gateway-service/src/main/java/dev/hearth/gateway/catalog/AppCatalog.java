package dev.hearth.gateway.catalog;

import dev.hearth.gateway.team.Caller;
import dev.hearth.ids.AppVersionId;
import io.smallrye.mutiny.Uni;
import org.jspecify.annotations.Nullable;

/** What can be called. Answers come from memory, at most 2 s old, and complete on the caller's own context. */
public interface AppCatalog {
    /**
     * The function of a version that a reference leads to. {@code not_found} for an app or version that is not there, not
     * ready or not visible to the calling team; {@code invalid_request} for an ambiguous version or an unknown function.
     *
     * @param function wins over the one in the reference; null: the reference's, else the version's default
     */
    Uni<ResolvedFunction> resolve(Caller caller, AppReference reference, @Nullable String function);

    /** As {@link #resolve}, with what the function says about itself. */
    Uni<FunctionDescription> describe(Caller caller, AppReference reference, @Nullable String function);

    /** The version that a reference leads to, whichever function it names; fails as {@link #resolve}. */
    Uni<VersionIdentity> identify(Caller caller, AppReference reference);

    /** Where files stand in what a function takes and gives, for showing a task of it; none once the version is gone. */
    Uni<FunctionFiles> filesOf(AppVersionId version, String function);
}
