/** The gRPC edge: parse, delegate, map. */
@NullMarked
package dev.hearth.scheduler.api;

import org.jspecify.annotations.NullMarked;
