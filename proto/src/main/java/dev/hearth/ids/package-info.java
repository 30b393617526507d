/** Ids of everything that has one on the wire, and the one place that makes new ones. */
@NullMarked
package dev.hearth.ids;

import org.jspecify.annotations.NullMarked;
