@NullMarked
package dev.hearth.checker;

import org.jspecify.annotations.NullMarked;
