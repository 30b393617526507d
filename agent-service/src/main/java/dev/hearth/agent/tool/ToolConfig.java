package dev.hearth.agent.tool;

import io.quarkus.runtime.configuration.MemorySize;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** How tools are performed. What they may reach over HTTP is in {@code OutboundConfig}. */
@ConfigMapping(prefix = "hearth.agent.tool")
public interface ToolConfig {
    /**
     * The most that a tool's result may hold. What is beyond is left out, and the LLM is told how much. Too little hides
     * answers from the LLM, too much fills its context and every event of the chat's stream.
     */
    @WithDefault("256K")
    MemorySize maxResult();

    /** The most that a chat's memory and plan may hold together, in characters. Events that show the chat bring them. */
    @WithDefault("64K")
    MemorySize maxMemory();

    /** How long an app's description is remembered. Too long shows parameters of a version that is no longer current. */
    @WithDefault("5s")
    Duration appMemory();

    /**
     * How long a hook's receiver may take to acknowledge, or to answer at once. Its later answer has the time limit of the
     * tool. Too short leaves it unknown what slow receivers did.
     */
    @WithDefault("60s")
    Duration hookLimit();

    /**
     * How long a tool's app that must stop is given to say so, before it is killed; and as long again, before nobody can know
     * any more what became of it. Below {@code hearth.agent.calls.stop-grace} apps are killed that would have ended.
     */
    @WithDefault("4s")
    Duration cancelLimit();
}
