package dev.hearth.gateway.agent;

import dev.hearth.proto.v1.ChatUpdate;

/** Is told about one chat, always on the context that asked. */
interface ChatWatcher {
    /**
     * Something changed. The next update comes after {@link ChatWatch#more}. After a connection was lost, the current turn's
     * messages and the chat come again.
     */
    void updated(ChatUpdate update);

    /** The chat cannot be followed: the last call. */
    void failed(Throwable failure);
}
