/** How this service uses its database outside of plain requests: work on a context of its own, and a short memory. */
@NullMarked
package dev.hearth.gateway.storage;

import org.jspecify.annotations.NullMarked;
