/** agent-service: agents, chats, and the loop of LLM calls and tool calls that survives crashes. */
@NullMarked
package dev.hearth.agent;

import org.jspecify.annotations.NullMarked;
