/** Who may call this service, and what its failures look like from outside. */
@NullMarked
package dev.hearth.agent.access;

import org.jspecify.annotations.NullMarked;
