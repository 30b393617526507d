/** The routes of sessions. */
@NullMarked
package dev.hearth.gateway.session;

import org.jspecify.annotations.NullMarked;
