/** Cursor lists: one form of request and answer for every list of this service (wire protocol 1.12). */
@NullMarked
package dev.hearth.gateway.listing;

import org.jspecify.annotations.NullMarked;
