/** Scripted neighbours of an engine, and engines to test. */
@NullMarked
package dev.hearth.worker.testing;

import org.jspecify.annotations.NullMarked;
