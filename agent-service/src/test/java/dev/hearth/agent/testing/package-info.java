/** Fixtures and fakes of this service's tests. */
@NullMarked
package dev.hearth.agent.testing;

import org.jspecify.annotations.NullMarked;
