package dev.hearth.agent.turn;

/** How a turn ended. */
enum TurnOutcome {
    /** The LLM asked for no more tools. */
    IDLE,
    /** It called the finish tool. */
    COMPLETED,
    FAILED,
    STOPPED
}
