package dev.hearth.agent.definition;

import com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * The app that serves as the agent's LLM.
 *
 * @param ref as in the field {@code app} of a run request
 * @param input default values of its input, such as model and temperature; the loop's own fields win over them
 */
public record CoreApp(String ref, ObjectNode setup, ObjectNode input) {}
