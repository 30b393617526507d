package dev.hearth.scheduler.storage;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.IdClass;
import jakarta.persistence.Table;
import java.time.LocalDate;
import java.util.Objects;
import org.hibernate.annotations.Immutable;
import org.jspecify.annotations.Nullable;

/** A payload of a task, read-only, for lists. */
@Entity
@Immutable
@Table(name = "task_payload")
@IdClass(PayloadEntity.Key.class)
class PayloadEntity {
    @Id
    @Column(name = "task_id")
    String taskId = "";

    @Id
    short kind;

    @Id
    LocalDate day = LocalDate.EPOCH;

    byte[] body = {};

    /** The primary key. */
    static class Key {
        String taskId = "";
        short kind;
        LocalDate day = LocalDate.EPOCH;

        @Override
        public boolean equals(@Nullable Object other) {
            return other instanceof Key key && taskId.equals(key.taskId) && kind == key.kind && day.equals(key.day);
        }

        @Override
        public int hashCode() {
            return Objects.hash(taskId, kind, day);
        }
    }
}
