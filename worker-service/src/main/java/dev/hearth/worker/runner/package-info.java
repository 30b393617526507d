/** Python processes that hold an app, and the protocol spoken with them. */
@NullMarked
package dev.hearth.worker.runner;

import org.jspecify.annotations.NullMarked;
