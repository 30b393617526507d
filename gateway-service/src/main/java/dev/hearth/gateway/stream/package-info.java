/** Task streams: NDJSON and SSE, by the rules of wire protocol 2.7. */
@NullMarked
package dev.hearth.gateway.stream;

import org.jspecify.annotations.NullMarked;
