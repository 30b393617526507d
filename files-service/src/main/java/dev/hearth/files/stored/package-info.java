/** Stored files: their metadata, what may happen to them, and the gRPC edge. */
@NullMarked
package dev.hearth.files.stored;

import org.jspecify.annotations.NullMarked;
