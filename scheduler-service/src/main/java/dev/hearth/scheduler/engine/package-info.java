/** What the leader knows of an engine, and the line to it. */
@NullMarked
package dev.hearth.scheduler.engine;

import org.jspecify.annotations.NullMarked;
