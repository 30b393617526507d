package dev.hearth.agent.turn;

import io.quarkus.runtime.configuration.MemorySize;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** How turns are worked on. */
@ConfigMapping(prefix = "hearth.agent.turn")
public interface TurnConfig {
    /** A process that renewed its turns for so long is taken for dead. Shorter: a long pause loses turns; longer: they stand still. */
    @WithDefault("6s")
    Duration lease();

    /** How often a process renews its turns. Below a third of the lease, or one lost renewal ends it. */
    @WithDefault("2s")
    Duration renewEvery();

    /** How often turns without an owner, waits that ended and chats without a turn are looked for. Adds to the time a crash costs. */
    @WithDefault("2s")
    Duration sweepEvery();

    /** Whether the sweeps run by themselves. Off in tests, which call them. */
    @WithDefault("true")
    boolean sweeps();

    /** Turns one process works on at a time; more wait for another process or a free place. Each costs memory. */
    @WithDefault("2000")
    int maxOwned();

    /** How long a human is waited for: for an approval, then the tool is not performed, or at a widget. */
    @WithDefault("7d")
    Duration approvalExpiry();

    /** Messages before the turn that the LLM may be told. More cost memory for every turn at work. */
    @WithDefault("400")
    int historyMessages();

    /**
     * What all turns at work may hold of their chats, about; one that finds no room waits for it as a row, first come, first
     * served. Below 2M only one turn that was not just begun is read at a time; too much, and many long chats end the process.
     */
    @WithDefault("48M")
    MemorySize maxHistory();

    /** Calls of tools that one answer of the LLM may hold. Each is a row and perhaps a task. */
    @WithDefault("128")
    int maxCalls();

    /** How often watchers are told what the LLM says, at most. Rarer looks jumpy, more often costs every watcher. */
    @WithDefault("40ms")
    Duration showEvery();

    /** How often the text of a message is stored while the LLM writes. What is lost at a crash is at most this, and is written again. */
    @WithDefault("1s")
    Duration storeEvery();

    /** Messages a chat lets wait behind a turn. */
    @WithDefault("50")
    int maxQueued();

    /** How long a stop is waited for before it is answered. */
    @WithDefault("2s")
    Duration stopWithin();

    /** Largest result a client, a hook or a human may send, in bytes. */
    @WithDefault("1048576")
    int maxResultBytes();

    /** How long a deleted chat is kept, with all that belongs to it, before it is removed from the database. */
    @WithDefault("7d")
    Duration keepDeleted();

    /** How long a key of {@code POST /agents/run} is remembered. */
    @WithDefault("24h")
    Duration keepKeys();

    /** Chats below one another that agent tools may open. */
    @WithDefault("5")
    int maxDepth();
}
