/** Secrets of the calling team: asked for once a runner starts, kept in its environment alone, masked in what it writes. */
@NullMarked
package dev.hearth.worker.secret;

import org.jspecify.annotations.NullMarked;
