/** The local stack: every part of Hearth as a process of its own on this machine. */
@NullMarked
package dev.hearth.cli.stack;

import org.jspecify.annotations.NullMarked;
