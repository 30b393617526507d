package dev.hearth.gateway.catalog;

/**
 * What a function says about itself, for programs that offer it to others.
 *
 * @param description the function's own, else its app's for agents, else its app's
 * @param inputSchema JSON Schema; empty: none
 * @param outputSchema JSON Schema; empty: none
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
public record FunctionDescription(
        ResolvedFunction function, String description, byte[] inputSchema, byte[] outputSchema) {}
