/** PostgreSQL: the one writer of task rows, the readers, the lease row, partitions. */
@NullMarked
package dev.hearth.scheduler.storage;

import org.jspecify.annotations.NullMarked;
