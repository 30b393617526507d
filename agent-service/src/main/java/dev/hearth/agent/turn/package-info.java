/** The loop: turns as a stored state machine, each owned by one process. */
@NullMarked
package dev.hearth.agent.turn;

import org.jspecify.annotations.NullMarked;
