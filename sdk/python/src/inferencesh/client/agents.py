"""What both clients do alike with agents: configurations, tool calls, the end of a turn. Nothing here does any I/O."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from inferencesh.client.status import is_message_ready
from inferencesh.client.tools import InternalToolsBuilder

Handler = Callable[[dict[str, Any]], Any]


class AdHocAgentOptions(dict[str, Any]):
    """The configuration of an agent that is stored nowhere: a dict of what was said, with names for its usual keys."""

    def __init__(
        self,
        core_app: str | dict[str, Any],
        *,
        name: str | None = None,
        description: str | None = None,
        system_prompt: str | None = None,
        example_prompts: list[str] | None = None,
        tools: list[Any] | None = None,
        internal_tools: Any = None,
        skills: list[dict[str, Any]] | None = None,
        context: list[dict[str, Any]] | None = None,
        output_schema: dict[str, Any] | None = None,
        hooks: list[dict[str, Any]] | None = None,
        **more: Any,
    ) -> None:
        said = {
            "core_app": core_app, "name": name, "description": description, "system_prompt": system_prompt,
            "example_prompts": example_prompts, "tools": tools, "internal_tools": internal_tools, "skills": skills,
            "context": context, "output_schema": output_schema, "hooks": hooks, **more,
        }  # fmt: skip
        super().__init__({key: value for key, value in said.items() if value is not None})


@dataclass(frozen=True)
class ToolCall:
    """A call of a client tool."""

    id: str
    name: str
    args: dict[str, Any]


class AgentConfig:
    """Which agent to talk to: a stored one by its reference, or one that every message describes."""

    def __init__(self, agent: str | dict[str, Any]) -> None:
        self.handlers: dict[str, Handler] = {}
        if isinstance(agent, str):
            if not agent:
                raise ValueError("an agent needs a reference such as namespace/name@version, or a configuration")
            self.request: dict[str, Any] = {"agent": agent}
        elif isinstance(agent, dict):
            self.request = self._ad_hoc(agent)
        else:
            raise TypeError(f"an agent is a reference or a configuration, not a {type(agent).__name__}")

    def _ad_hoc(self, config: dict[str, Any]) -> dict[str, Any]:
        sent = {key: value for key, value in config.items() if value is not None}
        sent.setdefault("core_app", sent.pop("core_app_ref", None))
        if not sent["core_app"]:
            raise ValueError("an agent that is described needs its core_app")
        if isinstance(sent["core_app"], str):
            sent["core_app"] = {"ref": sent["core_app"]}
        if "tools" in sent:
            sent["tools"] = [self._tool(each) for each in sent["tools"] if each is not None]
        if isinstance(sent.get("internal_tools"), InternalToolsBuilder):
            sent["internal_tools"] = sent["internal_tools"].build()
        request: dict[str, Any] = {"agent_config": sent}
        if sent.get("name"):
            request["agent_name"] = sent["name"]
        return request

    def _tool(self, given: Any) -> dict[str, Any]:
        built = given.build() if callable(getattr(given, "build", None)) else given
        if not isinstance(built, dict):
            raise TypeError(f"a tool is a dict or comes from a builder, not a {type(built).__name__}")
        handler = getattr(built, "handler", None) or built.get("handler")
        schema = built.get("schema")
        sent: dict[str, Any] = dict(schema) if isinstance(schema, dict) and "name" in schema else dict(built)
        sent.pop("handler", None)
        if handler is not None:
            self.handlers[str(sent.get("name"))] = handler
        return sent


class Turn:
    """One turn as the stream of its chat tells it."""

    def __init__(self, assistant: dict[str, Any]) -> None:
        self.message = assistant
        self._from = _order(assistant)
        self._run = assistant.get("agent_run_id")
        self._told: dict[Any, dict[str, Any]] = {}
        self._called: set[str] = set()

    def take_message(self, message: dict[str, Any]) -> list[ToolCall]:
        """Keeps the turn's newest message of the assistant; gives the client tools that now wait, each once."""
        ours = self._run is None or message.get("agent_run_id", self._run) == self._run
        if ours and message.get("role") == "assistant" and _order(message) >= _order(self.message):
            self.message = message
        return self._waiting(message)

    def take_chat(self, chat: dict[str, Any]) -> bool | None:
        """Whether the turn is over; ``None``: the chat has to be asked, as this may be its state before the turn."""
        if chat.get("status") not in ("idle", "completed"):
            return False
        return True if is_message_ready(self.message.get("status")) else None

    def is_over(self, chat: dict[str, Any]) -> bool:
        """Whether a chat that was asked for is done with the turn. It is busy until no message waits any more."""
        return chat.get("status") in ("idle", "completed")

    def changed(self, chat: dict[str, Any]) -> list[dict[str, Any]]:
        """The turn's messages in a chat that was asked for, those that are not as they were when last asked."""
        found = []
        for message in chat.get("chat_messages") or []:
            if _order(message) >= self._from and self._told.get(message.get("id")) != message:
                self._told[message.get("id")] = message
                found.append(message)
        return found

    def answer_in(self, chat: dict[str, Any]) -> dict[str, Any]:
        """The turn's last message of the assistant, in a chat that may have had other turns since."""
        for message in chat.get("chat_messages") or []:
            if self._run is not None and message.get("agent_run_id") == self._run:
                self.take_message(message)
        return self.message

    def _waiting(self, message: dict[str, Any]) -> list[ToolCall]:
        found = []
        for invocation in message.get("tool_invocations") or []:
            if invocation.get("type") != "client" or invocation.get("status") != "awaiting_input":
                continue
            if invocation.get("id") in self._called:
                continue
            self._called.add(invocation["id"])
            function = invocation.get("function") or {}
            found.append(ToolCall(invocation["id"], str(function.get("name")), _arguments(function.get("arguments"))))
        return found


def _order(message: dict[str, Any]) -> int:
    return message.get("order") or 0


def _arguments(value: Any) -> dict[str, Any]:
    if isinstance(value, str):
        try:
            value = json.loads(value)
        except ValueError:
            return {}
    return value if isinstance(value, dict) else {}


def result_text(result: Any) -> str:
    """What a handler or a program answers, as the text that is sent."""
    return result if isinstance(result, str) else json.dumps(result, ensure_ascii=False)


def result_body(result: Any) -> dict[str, Any]:
    """The body that answers a tool call: an action of a widget as it is, everything else as text."""
    if isinstance(result, dict) and isinstance(result.get("action"), dict):
        return {key: result[key] for key in ("action", "form_data") if key in result}
    return {"result": result_text(result)}


def error_of_message(message: dict[str, Any]) -> str | None:
    """The text of a message that failed."""
    if message.get("status") != "failed":
        return None
    for part in message.get("content") or []:
        if isinstance(part, dict) and part.get("error"):
            return str(part["error"])
    return "the agent's turn failed"


def output_of(chat: dict[str, Any], answer: dict[str, Any]) -> Any:
    """What the turn of this message finished with. The chat's output is that of its newest turn."""
    turn = answer.get("agent_run_id")
    messages = [each for each in chat.get("chat_messages") or [] if each.get("agent_run_id")]
    if turn is None or not messages or max(messages, key=_order)["agent_run_id"] == turn:
        return chat.get("output")
    for message in messages:
        for invocation in message.get("tool_invocations") or []:
            named = (invocation.get("function") or {}).get("name") == "finish"
            if message["agent_run_id"] == turn and named and invocation.get("status") == "completed":
                return invocation.get("data")
    return None


def attachment_of(file: dict[str, Any]) -> dict[str, Any]:
    """The reference to an uploaded file that goes with a message."""
    return {key: file[key] for key in ("id", "uri", "filename", "content_type", "size") if file.get(key) is not None}
