package dev.hearth.scheduler.engine;

/** The open stream to an engine. Called on the leader's thread. */
public interface EngineLine {
    void send(EngineOrder order);

    /** Closes the stream; the engine connects again, here or elsewhere. */
    void end(Throwable reason);
}
