/** Who may call this service from inside the installation. */
@NullMarked
package dev.hearth.gateway.access;

import org.jspecify.annotations.NullMarked;
