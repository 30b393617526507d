/** Where the bytes of files are kept: the storage interface and the disk behind it. */
@NullMarked
package dev.hearth.files.bytes;

import org.jspecify.annotations.NullMarked;
