/** What the engine holds: assignments, the workers that carry them out, and the steps of each. */
@NullMarked
package dev.hearth.worker.assignment;

import org.jspecify.annotations.NullMarked;
