/** Which Hearth a verb talks to, and with which key. */
@NullMarked
package dev.hearth.cli.connection;

import org.jspecify.annotations.NullMarked;
