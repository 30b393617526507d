/** Plain routes: who calls, what was sent, and what to answer when a handler throws. */
@NullMarked
package dev.hearth.gateway.route;

import org.jspecify.annotations.NullMarked;
