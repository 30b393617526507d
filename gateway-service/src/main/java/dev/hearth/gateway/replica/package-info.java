/** Calls to a service with several replicas: which there are, and which one a call goes to. */
@NullMarked
package dev.hearth.gateway.replica;

import org.jspecify.annotations.NullMarked;
