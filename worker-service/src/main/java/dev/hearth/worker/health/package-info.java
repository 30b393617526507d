/** What operators ask of a running engine. */
@NullMarked
package dev.hearth.worker.health;

import org.jspecify.annotations.NullMarked;
