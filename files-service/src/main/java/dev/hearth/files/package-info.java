@NullMarked
package dev.hearth.files;

import org.jspecify.annotations.NullMarked;
