/** Removes what crashes and unused grants leave behind. */
@NullMarked
package dev.hearth.files.sweep;

import org.jspecify.annotations.NullMarked;
