/**
 * The shape of every answer: the forms of the client generations, the one mapping of errors to HTTP, and what happens to a
 * request before a route sees it.
 */
@NullMarked
package dev.hearth.gateway.http;

import org.jspecify.annotations.NullMarked;
