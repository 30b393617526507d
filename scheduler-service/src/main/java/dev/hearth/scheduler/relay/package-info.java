/** Committed events on their way to Kafka. */
@NullMarked
package dev.hearth.scheduler.relay;

import org.jspecify.annotations.NullMarked;
