/** A team's secrets: kept sealed, shown masked, told to engines that prove they need them. */
@NullMarked
package dev.hearth.gateway.secret;

import org.jspecify.annotations.NullMarked;
