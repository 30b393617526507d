package dev.hearth.scheduler.storage;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.OffsetDateTime;
import org.hibernate.annotations.Immutable;
import org.jspecify.annotations.Nullable;

/** A task row, read-only, for lists. */
@Entity
@Immutable
@Table(name = "task")
class TaskEntity {
    @Id
    String id = "";

    @Column(name = "team_id")
    String teamId = "";

    @Column(name = "app_id")
    String appId = "";

    @Column(name = "app_version_id")
    String appVersionId = "";

    String function = "";
    short status;
    int attempt;
    int charged;
    long version;

    @Column(name = "engine_id")
    @Nullable
    String engineId;

    @Column(name = "worker_id")
    @Nullable
    String workerId;

    String error = "";

    @Column(name = "error_code")
    String errorCode = "";

    @Column(name = "created_at")
    OffsetDateTime createdAt = OffsetDateTime.MIN;

    @Column(name = "updated_at")
    OffsetDateTime updatedAt = OffsetDateTime.MIN;

    byte[] spec = {};
    byte[] transitions = {};
}
