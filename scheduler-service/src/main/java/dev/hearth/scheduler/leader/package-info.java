/** What the leader decides: tasks, engines, leases. Owned by the leader's thread. */
@NullMarked
package dev.hearth.scheduler.leader;

import org.jspecify.annotations.NullMarked;
