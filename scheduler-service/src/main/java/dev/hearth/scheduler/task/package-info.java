/** What a task is and which moves it may make. Plain Java: no framework, no storage. */
@NullMarked
package dev.hearth.scheduler.task;

import org.jspecify.annotations.NullMarked;
