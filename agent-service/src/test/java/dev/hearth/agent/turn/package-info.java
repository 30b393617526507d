/** Tests of the loop. */
@NullMarked
package dev.hearth.agent.turn;

import org.jspecify.annotations.NullMarked;
