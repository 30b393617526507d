/** JSON Schemas that users wrote: whether they are any, and what does not fit them. */
@NullMarked
package dev.hearth.agent.schema;

import org.jspecify.annotations.NullMarked;
