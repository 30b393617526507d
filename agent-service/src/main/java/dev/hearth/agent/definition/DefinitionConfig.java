package dev.hearth.agent.definition;

import io.quarkus.runtime.configuration.MemorySize;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** What an agent is that does not say. A version keeps what was true when it was made. */
@ConfigMapping(prefix = "hearth.agent.definition")
public interface DefinitionConfig {
    /** The largest configuration, in its normal form. It is read for every turn, and most of it goes to the LLM. */
    @WithDefault("1M")
    MemorySize maxSize();

    /** Built-in tools of an agent whose {@code internal_tools} does not mention them. Each costs the LLM's attention. */
    InternalToolDefaults internalTools();

    /** Time for one attempt of an app tool. Longer than the app's own limit it has no effect. */
    @WithDefault("1h")
    Duration appTimeLimit();

    /** Time for one attempt of an http tool. The turn waits for it. */
    @WithDefault("1m")
    Duration httpTimeLimit();

    /** How long an answer of a client's program, of a hook's receiver or of another agent is waited for. It costs a row. */
    @WithDefault("7d")
    Duration answerTimeLimit();

    /** LLM calls in one turn. An agent that goes round in circles ends here. */
    @WithDefault("50")
    int maxRounds();

    /** How long one turn may work. */
    @WithDefault("1h")
    Duration maxTime();

    /** Tokens of all LLM calls of one turn together; 0: as many as it takes. */
    @WithDefault("0")
    long maxTokens();

    /** One switch for each set of built-in tools. */
    interface InternalToolDefaults {
        @WithDefault("true")
        boolean plan();

        @WithDefault("true")
        boolean memory();

        @WithDefault("true")
        boolean widget();

        /** Sub-agents and agents with an output schema have it whatever this says. */
        @WithDefault("false")
        boolean finish();

        /** Of no effect without skills. */
        @WithDefault("true")
        boolean skills();
    }
}
