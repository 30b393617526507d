/** The conversation with the scheduler's leader. */
@NullMarked
package dev.hearth.worker.control;

import org.jspecify.annotations.NullMarked;
