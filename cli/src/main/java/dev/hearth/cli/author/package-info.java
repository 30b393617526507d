/** Verbs for authors that need no stack: a new app from a template, and a call of an app on this machine. */
@NullMarked
package dev.hearth.cli.author;

import org.jspecify.annotations.NullMarked;
