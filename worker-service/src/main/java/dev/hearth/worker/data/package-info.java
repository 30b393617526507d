/** Logs and partial outputs on their way to the leader, within the bytes it granted. */
@NullMarked
package dev.hearth.worker.data;

import org.jspecify.annotations.NullMarked;
