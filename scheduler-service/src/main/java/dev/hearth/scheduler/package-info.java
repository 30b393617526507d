/** Tasks to warm workers. */
@NullMarked
package dev.hearth.scheduler;

import org.jspecify.annotations.NullMarked;
