/** What every service that hides secrets must agree on. */
@NullMarked
package dev.hearth.secrets;

import org.jspecify.annotations.NullMarked;
