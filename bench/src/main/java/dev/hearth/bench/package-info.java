@NullMarked
package dev.hearth.bench;

import org.jspecify.annotations.NullMarked;
