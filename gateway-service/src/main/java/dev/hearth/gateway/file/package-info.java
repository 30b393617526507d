/** Stored files as clients see them, and where files stand inside inputs and outputs. */
@NullMarked
package dev.hearth.gateway.file;

import org.jspecify.annotations.NullMarked;
