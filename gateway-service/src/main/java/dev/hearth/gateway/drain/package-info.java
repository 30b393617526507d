/** What happens when the gateway is told to stop. */
@NullMarked
package dev.hearth.gateway.drain;

import org.jspecify.annotations.NullMarked;
