package dev.hearth.agent.definition;

import java.time.Duration;

/**
 * What one turn may take; over it the turn fails and says which.
 *
 * @param maxRounds LLM calls
 * @param maxTokens of all LLM calls together, as their usage tells; 0: not limited
 */
public record TurnLimits(int maxRounds, Duration maxTime, long maxTokens) {}
