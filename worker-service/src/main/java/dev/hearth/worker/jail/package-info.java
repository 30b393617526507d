/** Where foreign code runs: bubblewrap, users, memory limits, and the thread that starts every process. */
@NullMarked
package dev.hearth.worker.jail;

import org.jspecify.annotations.NullMarked;
