/** What tests share. */
@NullMarked
package dev.hearth.files.testing;

import org.jspecify.annotations.NullMarked;
