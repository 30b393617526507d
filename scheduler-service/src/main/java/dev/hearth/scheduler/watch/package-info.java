/** Those who follow a task. */
@NullMarked
package dev.hearth.scheduler.watch;

import org.jspecify.annotations.NullMarked;
