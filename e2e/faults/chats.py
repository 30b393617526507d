"""Chats with three tools, as a client has them that does not give up."""

from __future__ import annotations

import json
import threading
import time
import uuid
from dataclasses import dataclass, field
from typing import Any

from api import PatientApi

APP, HTTP, CLIENT = "by_app", "by_http", "by_client"
LAST_WORDS = "All three are done."
SETTLED = frozenset({"completed", "failed", "cancelled"})


@dataclass
class Conversation:
    """One turn with one use of each tool; ``step`` is what was last seen of it."""

    number: int
    effects_url: str
    milliseconds: int
    chat_id: str = ""
    answered: dict[str, int] = field(default_factory=dict)
    trouble: list[str] = field(default_factory=list)
    chat: dict[str, Any] = field(default_factory=dict)

    def effect(self, tool: str) -> str:
        return f"chat-{self.number}-{tool}"

    def body(self, llm: str, tool_app: str) -> dict[str, Any]:
        schema = {
            "type": "object",
            "properties": {"effect": {"type": "string"}, "milliseconds": {"type": "integer"}},
            "required": ["effect"],
        }
        calls = [
            {"name": tool, "arguments": {"effect": self.effect(tool), "milliseconds": self.milliseconds}}
            for tool in (APP, HTTP, CLIENT)
        ]
        script = {
            "rounds": [
                {"pieces": ["I ask ", "three ", "tools."], "delay_ms": self.milliseconds // 4, "tool_calls": calls},
                {"pieces": [LAST_WORDS], "delay_ms": self.milliseconds // 2},
            ]
        }
        described = {"description": "Has an effect"}
        return {
            "agent_config": {
                "name": "under-faults",
                "core_app": {"ref": llm},
                "internal_tools": {},
                "tools": [
                    {
                        **described,
                        "name": APP,
                        "type": "app",
                        "app": {"ref": tool_app, "input": {"counter": self.effects_url}},
                    },
                    {
                        **described,
                        "name": HTTP,
                        "type": "http",
                        "http": {"url": self.effects_url, "input_schema": schema},
                    },
                    {**described, "name": CLIENT, "type": "client", "client": {"input_schema": schema}},
                ],
            },
            "input": {"text": json.dumps(script)},
        }

    # --- what was seen

    @property
    def invocations(self) -> dict[str, dict[str, Any]]:
        """By the name of the tool."""
        found = {}
        for message in self.chat.get("chat_messages", []):
            for invocation in message.get("tool_invocations") or []:
                found[invocation["function"]["name"]] = invocation
        return found

    @property
    def step(self) -> str:
        """How far the turn is, in the words of what is stored of it."""
        messages = [m for m in self.chat.get("chat_messages", []) if m["role"] == "assistant"]
        if not messages:
            return "accepted"
        if self.chat["status"] != "busy":
            return "ended"
        if len(messages) > 1:
            return "second answer" if _text(messages[-1]) else "second call"
        invocations = self.invocations
        if not invocations:
            return "first answer" if _text(messages[0]) else "first call"
        return ", ".join(f"{name} {invocations[name]['status']}" for name in sorted(invocations))

    @property
    def has_ended(self) -> bool:
        return self.step == "ended"


class Client:
    """Starts conversations, answers their client tools, and follows them to their end."""

    def __init__(self, api: PatientApi, llm: str, tool_app: str, effects_url: str) -> None:
        self._api = api
        self._llm = llm
        self._tool_app = tool_app
        self._effects_url = effects_url
        self._over = threading.Event()
        self.all: list[Conversation] = []

    def begin(self, milliseconds: int = 400) -> Conversation:
        conversation = Conversation(len(self.all) + 1, self._effects_url, milliseconds)
        self.all.append(conversation)
        answer = self._api.insist(
            "POST",
            "/agents/run",
            conversation.body(self._llm, self._tool_app),
            {"Idempotency-Key": f"faults-{uuid.uuid4()}"},
        )
        conversation.chat_id = answer["assistant_message"]["chat_id"]
        threading.Thread(target=self._follow, args=(conversation,), daemon=True).start()
        return conversation

    def look(self, conversation: Conversation) -> dict[str, Any]:
        conversation.chat = self._api.insist("GET", f"/chats/{conversation.chat_id}")
        return conversation.chat

    def close(self) -> None:
        self._over.set()

    def _follow(self, conversation: Conversation) -> None:
        try:
            while not self._over.is_set():
                self.look(conversation)
                if conversation.has_ended:
                    return
                waiting = conversation.invocations.get(CLIENT)
                if waiting and waiting["status"] == "awaiting_input" and waiting["id"] not in conversation.answered:
                    time.sleep(conversation.milliseconds / 1000)
                    result = json.dumps({"seen": waiting["function"]["arguments"]["effect"]})
                    self._api.insist("POST", f"/tools/{waiting['id']}", {"result": result})
                    conversation.answered[waiting["id"]] = 1
                self._over.wait(0.02)
        except AssertionError as problem:
            conversation.trouble.append(str(problem))


def _text(message: dict[str, Any]) -> str:
    return "".join(part.get("text") or "" for part in message["content"] if part["type"] == "text")
