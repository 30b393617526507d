/** Fakes of the services behind this one, and fixtures. */
@NullMarked
package dev.hearth.gateway.testing;

import org.jspecify.annotations.NullMarked;
