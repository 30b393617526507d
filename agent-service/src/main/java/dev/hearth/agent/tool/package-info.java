/** What an agent can do beside talking: the kinds of tools and how each is performed. */
@NullMarked
package dev.hearth.agent.tool;

import org.jspecify.annotations.NullMarked;
