/** What a session is and when it is over. Plain Java: no framework, no storage. */
@NullMarked
package dev.hearth.scheduler.session;

import org.jspecify.annotations.NullMarked;
