/** Python environments, built once from a version's lock. */
@NullMarked
package dev.hearth.worker.environment;

import org.jspecify.annotations.NullMarked;
