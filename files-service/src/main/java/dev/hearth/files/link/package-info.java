/** The public URLs of files and the tokens in them. */
@NullMarked
package dev.hearth.files.link;

import org.jspecify.annotations.NullMarked;
