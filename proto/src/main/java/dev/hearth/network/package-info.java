/** What every service that fetches for others must agree on. */
@NullMarked
package dev.hearth.network;

import org.jspecify.annotations.NullMarked;
