package dev.hearth.gateway.run;

/**
 * Which chat and agent a call comes from; shown on its task. Empty: none.
 *
 * @param agentVersion of the agent
 */
record Provenance(String chat, String agent, String agentVersion) {
    /** A call of nobody's agent. */
    static final Provenance NONE = new Provenance("", "", "");
}
