/** Who may call: teams, their users and API keys, and the namespaces teams own. */
@NullMarked
package dev.hearth.gateway.team;

import org.jspecify.annotations.NullMarked;
