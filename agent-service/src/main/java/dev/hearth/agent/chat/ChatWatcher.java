package dev.hearth.agent.chat;

/** Is told what changes in a chat, on any thread, one call at a time per chat and replica. Must not block. */
public interface ChatWatcher {
    /** A message is new or changed. It may be told again, or an older state of it after a newer one: compare. */
    void message(FullMessage message);

    /** The chat changed. */
    void chat(Chat chat);

    /** One of the above threw this: it is told nothing more. */
    default void broke(RuntimeException failure) {}
}
