/** What the tests of several modules share. Nothing here is used by what runs. */
@NullMarked
package dev.hearth.testing;

import org.jspecify.annotations.NullMarked;
