/** The verbs that talk to a gateway: apps, tasks, teams, keys and events. Everything here goes through the public API. */
@NullMarked
package dev.hearth.cli.remote;

import org.jspecify.annotations.NullMarked;
