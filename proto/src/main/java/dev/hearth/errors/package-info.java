/** Errors as they travel between services: codes, their mapping to gRPC, and the interceptors that apply it. */
@NullMarked
package dev.hearth.errors;

import org.jspecify.annotations.NullMarked;
