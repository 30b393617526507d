/** JSON that more than one service reads: the canonical form, and what a build is asked and answers. */
@NullMarked
package dev.hearth.json;

import org.jspecify.annotations.NullMarked;
