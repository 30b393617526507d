/** The way to the gateway: calls of apps, and secrets of tools. */
@NullMarked
package dev.hearth.agent.calls;

import org.jspecify.annotations.NullMarked;
