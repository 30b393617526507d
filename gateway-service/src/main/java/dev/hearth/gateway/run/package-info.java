/** Starting a run: from a request's bytes to a complete task, and its answer now, at the end, or as a stream. */
@NullMarked
package dev.hearth.gateway.run;

import org.jspecify.annotations.NullMarked;
