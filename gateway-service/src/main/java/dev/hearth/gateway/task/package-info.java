/** Tasks as clients see them: their representation, and the routes that read, cancel and delete them. */
@NullMarked
package dev.hearth.gateway.task;

import org.jspecify.annotations.NullMarked;
