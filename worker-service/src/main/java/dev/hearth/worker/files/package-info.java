/** Input files on their way to a runner, output files on their way to files-service. */
@NullMarked
package dev.hearth.worker.files;

import org.jspecify.annotations.NullMarked;
