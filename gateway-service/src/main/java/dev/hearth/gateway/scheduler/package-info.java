/** The way to the scheduler: finding its leader, calling it, following tasks across its restarts. */
@NullMarked
package dev.hearth.gateway.scheduler;

import org.jspecify.annotations.NullMarked;
