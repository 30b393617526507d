/** The credential every internal call carries. */
@NullMarked
package dev.hearth.credentials;

import org.jspecify.annotations.NullMarked;
