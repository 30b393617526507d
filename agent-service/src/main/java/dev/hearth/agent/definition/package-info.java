/** What an agent is: its configuration, versions and names. */
@NullMarked
package dev.hearth.agent.definition;

import org.jspecify.annotations.NullMarked;
