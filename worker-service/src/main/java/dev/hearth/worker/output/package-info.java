/** What programs write, as lines. */
@NullMarked
package dev.hearth.worker.output;

import org.jspecify.annotations.NullMarked;
