"""Builders of tools and schemas, in both orders that programs use."""

from __future__ import annotations

from inferencesh import (
    agent_tool,
    app_tool,
    array,
    boolean,
    enum_of,
    http_tool,
    integer,
    internal_tools,
    number,
    obj,
    optional,
    string,
    tool,
    webhook_tool,
)
from inferencesh.client.agents import AdHocAgentOptions, AgentConfig


def test_a_client_tool_in_the_longer_and_the_shorter_spelling() -> None:
    def answer(args: dict[str, object]) -> str:
        return "ok"

    schema = {"q": string("What"), "n": optional(integer())}
    long = tool("t").description("d").params(schema).display_name("T").require_approval().handler(answer).build()
    short = tool("t").describe("d").param("q", schema["q"]).param("n", schema["n"]).display("T").require_approval()

    assert long == short.build() == short.handler(answer)
    assert long.handler is answer
    assert long == {
        "name": "t",
        "type": "client",
        "description": "d",
        "display_name": "T",
        "require_approval": True,
        "client": {
            "input_schema": {
                "type": "object",
                "properties": {"q": {"type": "string", "description": "What"}, "n": {"type": "integer"}},
                "required": ["q"],
            }
        },
    }


def test_schemas() -> None:
    assert number("n") == {"type": "number", "description": "n"} and boolean() == {"type": "boolean"}
    assert enum_of(["a", "b"], "e") == {"type": "string", "description": "e", "enum": ["a", "b"]}
    assert array(string(), "l") == {"type": "array", "description": "l", "items": {"type": "string"}}
    assert obj({"a": string(), "b": optional(boolean("x"))}, "o") == {
        "type": "object",
        "description": "o",
        "properties": {"a": {"type": "string"}, "b": {"type": "boolean", "description": "x"}},
        "required": ["a"],
    }
    assert optional(string("s")) == string("s")


def test_app_and_agent_tools() -> None:
    app = app_tool("up", "ns/app@1").setup({"m": 1}).input({"k": 2}).function("f").session_enabled().describe("d")

    assert app.build() == {
        "name": "up",
        "type": "app",
        "description": "d",
        "app": {"ref": "ns/app@1", "setup": {"m": 1}, "input": {"k": 2}, "function": "f", "session_enabled": True},
    }
    assert agent_tool("ask", "ns/agent").build() == {"name": "ask", "type": "agent", "agent": {"ref": "ns/agent"}}


def test_webhook_and_http_tools() -> None:
    hook = webhook_tool("h", "https://h").secret("KEY").param("a", string()).build()
    plain = http_tool("g", "https://g").method("GET").auth("bearer", secret="S").header("X", "1").build()

    assert hook["type"] == "hook" and hook["hook"]["url"] == "https://h" and hook["hook"]["secret"] == "KEY"
    assert hook["hook"]["input_schema"]["required"] == ["a"]
    assert plain["type"] == "http" and plain["http"] == {
        "url": "https://g", "method": "GET", "auth": {"type": "bearer", "secret": "S"}, "headers": {"X": "1"},
    }  # fmt: skip
    assert http_tool("g", "u").auth({"type": "none"}).build()["http"]["auth"] == {"type": "none"}


def test_internal_tools() -> None:
    everything = {"plan": True, "memory": True, "widget": True, "finish": True}

    assert internal_tools().plan().memory().build() == {"plan": True, "memory": True}
    assert internal_tools().all().build() == everything and internal_tools().widget().finish().build() == {
        "widget": True,
        "finish": True,
    }
    assert set(internal_tools().none().build().values()) == {False}


def test_a_configuration_takes_tools_in_every_form() -> None:
    def answer(args: dict[str, object]) -> str:
        return "ok"

    built = tool("a").handler(answer)
    wrapped = {"schema": {"name": "b", "type": "client", "client": {}}, "handler": answer}
    config = AgentConfig(
        AdHocAgentOptions(
            core_app="ns/llm@1",
            name="helper",
            tools=[built, wrapped, app_tool("c", "ns/c"), {"name": "d", "type": "mcp"}, None],
            internal_tools=internal_tools().plan(),
            output_schema=obj({"n": number()}),
            temperature=0.2,
        )
    )

    sent = config.request["agent_config"]
    assert [each["name"] for each in sent["tools"]] == ["a", "b", "c", "d"]
    assert config.handlers == {"a": answer, "b": answer} and "handler" not in sent["tools"][1]
    assert sent["internal_tools"] == {"plan": True} and sent["temperature"] == 0.2 and "skills" not in sent
    assert config.request["agent_name"] == "helper" and sent["output_schema"]["required"] == ["n"]


def test_the_older_key_of_the_core_app_is_understood() -> None:
    assert AgentConfig({"core_app_ref": "ns/llm"}).request["agent_config"] == {"core_app": {"ref": "ns/llm"}}
