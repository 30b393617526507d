/**
 * Placement: which worker takes which waiting task. Plain Java over what the leader tells it; no I/O, no framework, one
 * thread.
 */
@NullMarked
package dev.hearth.scheduler.placement;

import org.jspecify.annotations.NullMarked;
