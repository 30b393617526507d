/** Requests to servers that users name: which addresses may be asked, how long and how much of the answer is read. */
@NullMarked
package dev.hearth.agent.outbound;

import org.jspecify.annotations.NullMarked;
