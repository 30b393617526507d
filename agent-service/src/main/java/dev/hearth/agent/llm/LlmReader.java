package dev.hearth.agent.llm;

import com.google.protobuf.ByteString;

/** Reads the outputs of one LLM task, in order; keeps what deltas add to. Not for several threads at once. */
public interface LlmReader {
    /**
     * What the LLM has said by now.
     *
     * @throws IllegalArgumentException if this is not an LLM app's output; the message says why
     */
    LlmReply read(ByteString output);
}
