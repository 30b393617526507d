package dev.hearth.gateway.catalog;

import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A stored app version. What the build found out is filled in when it ends and stays as it is from then on. */
@Entity
@Table(name = "app_version")
class VersionRow {
    @Id
    String id;

    String appId;
    String teamId;
    String userId;
    String status;
    String buildTaskId;

    @Nullable
    String tag;

    boolean becomesCurrent;
    String archiveFileId;
    String archiveSha256;
    String python = "";
    String lock = "";
    String secondLock = "";
    String functions = "{}";

    @Nullable
    String defaultFunction;

    @Nullable
    String inputSchema;

    @Nullable
    String outputSchema;

    @Nullable
    String setupSchema;

    String manifest = "{}";
    List<String> warnings = List.of();

    @Nullable
    String error;

    @Nullable
    String errorCode;

    Instant createdAt;
    Instant updatedAt;

    @SuppressWarnings("NullAway.Init") // filled when read or built
    VersionRow() {}

    boolean isReady() {
        return VersionStatus.READY.wire().equals(status);
    }

    boolean isBuilding() {
        return VersionStatus.BUILDING.wire().equals(status);
    }
}
