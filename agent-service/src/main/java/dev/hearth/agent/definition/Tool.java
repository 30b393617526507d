package dev.hearth.agent.definition;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A tool that an agent's configuration names (wire protocol 5.4). */
public sealed interface Tool {
    Common common();

    /** Its {@code type} on the wire. */
    default String type() {
        return switch (this) {
            case Client _ -> "client";
            case App _ -> "app";
            case Agent _ -> "agent";
            case Hook _ -> "hook";
            case Http http -> http.type();
        };
    }

    /**
     * What every tool has.
     *
     * @param name what the LLM calls it by
     * @param timeLimit of one attempt; a client's or a hook's answer may take as long
     * @param maxAttempts 1 unless the tool is declared repeatable
     */
    record Common(
            String name,
            String displayName,
            String description,
            boolean requireApproval,
            Duration timeLimit,
            int maxAttempts) {}

    /** Performed by the caller's program. */
    record Client(
            Common common, ObjectNode inputSchema, @Nullable ObjectNode outputSchema) implements Tool {}

    /**
     * A call of an app.
     *
     * @param setup hidden from the LLM
     * @param input hidden defaults; the LLM's arguments win
     */
    record App(
            Common common,
            String ref,
            @Nullable String function,
            boolean sessionEnabled,
            ObjectNode setup,
            ObjectNode input)
            implements Tool {}

    /** A chat with another agent. */
    record Agent(Common common, String ref) implements Tool {}

    /**
     * A webhook that answers at once or later.
     *
     * @param secret name of a stored secret, else the secret itself; empty: none
     */
    record Hook(
            Common common,
            String url,
            String secret,
            @Nullable ObjectNode inputSchema,
            @Nullable ObjectNode outputSchema)
            implements Tool {}

    /**
     * A request that this service makes.
     *
     * @param type {@code http} or {@code call}, as it was given
     */
    record Http(
            Common common,
            String type,
            String url,
            String method,
            Auth auth,
            List<Header> headers,
            @Nullable ObjectNode inputSchema,
            @Nullable ObjectNode outputSchema)
            implements Tool {
        public Http {
            headers = List.copyOf(headers);
        }
    }

    /** A header; its value may name secrets and context. */
    record Header(String name, String value) {}

    /** How a request proves who makes it. */
    sealed interface Auth {
        record None() implements Auth {}

        /** @param secret name of a stored secret */
        record ApiKey(String secret, String header) implements Auth {}

        /** @param secret name of a stored secret */
        record Bearer(String secret) implements Auth {}

        /** The team's secrets of an integration (wire protocol 14 of the app contract). */
        record Integration(String provider) implements Auth {}
    }
}
