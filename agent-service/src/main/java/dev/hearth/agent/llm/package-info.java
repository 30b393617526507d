/** What the LLM app is told and what its answers mean (wire protocol 7). */
@NullMarked
package dev.hearth.agent.llm;

import org.jspecify.annotations.NullMarked;
