/** The public HTTP edge: bytes in by PUT, bytes out by GET. */
@NullMarked
package dev.hearth.files.web;

import org.jspecify.annotations.NullMarked;
