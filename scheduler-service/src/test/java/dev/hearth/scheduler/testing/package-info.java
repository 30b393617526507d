@NullMarked
package dev.hearth.scheduler.testing;

import org.jspecify.annotations.NullMarked;
