/** The other services an engine calls, and what it shows them to be let in. */
@NullMarked
package dev.hearth.worker.peers;

import org.jspecify.annotations.NullMarked;
