package dev.hearth.gateway.catalog;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonRawValue;
import dev.hearth.ids.AppId;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * An app as clients see it.
 *
 * @param version the version that was asked for; left out of lists
 */
@RegisterForReflection
@JsonInclude(JsonInclude.Include.NON_NULL)
record AppView(
        @JsonProperty("id") String id,
        @JsonProperty("short_id") String shortId,
        @JsonProperty("created_at") Instant createdAt,
        @JsonProperty("updated_at") Instant updatedAt,
        @JsonProperty("user_id") String userId,
        @JsonProperty("team_id") String teamId,
        @JsonProperty("visibility") String visibility,
        @JsonProperty("namespace") String namespace,
        @JsonProperty("name") String name,
        @JsonProperty("description") String description,
        @JsonProperty("agent_description") String agentDescription,
        @JsonProperty("category") String category,
        @JsonProperty("images") @JsonRawValue String images,
        @JsonProperty("version_id") String versionId,
        @JsonProperty("version") @Nullable VersionView version) {

    static AppView of(AppRow row) {
        return of(row, null);
    }

    static AppView of(AppRow row, @Nullable VersionRow version) {
        return new AppView(
                row.id,
                new AppId(row.id).shortValue(),
                row.createdAt,
                row.updatedAt,
                row.userId,
                row.teamId,
                row.visibility,
                row.namespace,
                row.name,
                row.description,
                row.agentDescription,
                row.category,
                row.images,
                row.currentVersionId == null ? "" : row.currentVersionId,
                version == null ? null : VersionView.of(version));
    }
}
