/** How a service calls another over gRPC: the connections, what becomes of an answer, and the pauses between attempts. */
@NullMarked
package dev.hearth.channels;

import org.jspecify.annotations.NullMarked;
