/** What every verb shares: exit codes, the errors a user sees, and how progress is told. */
@NullMarked
package dev.hearth.cli.console;

import org.jspecify.annotations.NullMarked;
