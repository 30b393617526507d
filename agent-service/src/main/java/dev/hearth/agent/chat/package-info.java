/** Chats, messages and tool invocations: what they are, where they are stored, how clients see them and how they are told of changes. */
@NullMarked
package dev.hearth.agent.chat;

import org.jspecify.annotations.NullMarked;
