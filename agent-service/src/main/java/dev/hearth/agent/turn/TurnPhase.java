package dev.hearth.agent.turn;

/** Where a turn stands. */
enum TurnPhase {
    /** Behind another turn of its chat. */
    QUEUED,
    /** Something runs, or is to be done by the turn's owner. */
    WORKING,
    /** For clients or humans; nobody owns it. */
    WAITING,
    ENDED
}
