/** Publishing: requirements resolved, environment built, module described. */
@NullMarked
package dev.hearth.worker.build;

import org.jspecify.annotations.NullMarked;
