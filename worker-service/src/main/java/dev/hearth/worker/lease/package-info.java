/** The engine's claim on what it holds. */
@NullMarked
package dev.hearth.worker.lease;

import org.jspecify.annotations.NullMarked;
