/** The edge of agents and chats: who may, in which form, and streams; what agents are and do is agent-service's. */
@NullMarked
package dev.hearth.gateway.agent;

import org.jspecify.annotations.NullMarked;
