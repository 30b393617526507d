package dev.hearth.gateway.agent;

/** The bodies of the routes of agents and chats, and how large they may be. */
final class Bodies {
    /** Texts, inline agents with their skills, results of tools. */
    static final long MAX_BYTES = 4L * 1024 * 1024;

    private static final int MAX_ID = 256;
    private static final int MAX_NAME = 512;
    private static final int MAX_TEXT = 1024 * 1024;
    private static final int MAX_LIST = 1000;

    private static final BodyShape CONFIG = BodyShape.object()
            .text("name", MAX_NAME)
            .text("description", 10_000)
            .text("system_prompt", MAX_TEXT)
            .array("example_prompts", MAX_LIST)
            .array("tools", MAX_LIST)
            .array("skills", MAX_LIST)
            .array("context", MAX_LIST)
            .object("internal_tools", BodyShape.object())
            .object("output_schema", BodyShape.object());

    private static final BodyShape INPUT = BodyShape.object()
            .text("text", MAX_TEXT)
            .text("role", MAX_NAME)
            .text("system_prompt", MAX_TEXT)
            .array("attachments", MAX_LIST)
            .array("images", MAX_LIST)
            .array("files", MAX_LIST);

    static final BodyShape RUN = BodyShape.object()
            .text("chat_id", MAX_ID)
            .text("agent", MAX_NAME)
            .object("agent_config", CONFIG)
            .text("agent_name", MAX_NAME)
            .object("context", BodyShape.object())
            .object("input", INPUT)
            .flag("stream");

    static final BodyShape AGENT = BodyShape.object()
            .text("id", MAX_ID)
            .text("namespace", 128)
            .text("name", MAX_NAME)
            .object("images", BodyShape.object())
            .text("visibility", MAX_NAME)
            .object("version", CONFIG);

    static final BodyShape NEW_CHAT = BodyShape.object()
            .text("agent", MAX_NAME)
            .object("agent_config", CONFIG)
            .object("context", BodyShape.object());

    static final BodyShape CHAT =
            BodyShape.object().text("name", 1000).text("description", 10_000).text("visibility", MAX_NAME);

    static final BodyShape MESSAGE = BodyShape.object();

    static final BodyShape CHAT_AGENT =
            BodyShape.object().text("agent", MAX_NAME).object("agent_config", CONFIG);

    static final BodyShape RESULT = BodyShape.object()
            .object("action", BodyShape.object().text("type", MAX_NAME))
            .object("form_data", BodyShape.object());

    static final BodyShape REASON = BodyShape.object().text("reason", 10_000);

    static final BodyShape TOOL_NAME = BodyShape.object().text("tool_name", MAX_NAME);

    static final BodyShape DECISION = BodyShape.object().text("decision", MAX_NAME);

    static final BodyShape NOTHING = BodyShape.object();

    private Bodies() {}
}
