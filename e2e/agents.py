"""Chats with agents over plain HTTP, and scripts for an LLM that says what it is told to."""

from __future__ import annotations

import contextlib
import http.client
import json
import socket
import threading
import time
import urllib.parse
from typing import Any

from harness import Api, Stack, await_that

LLM = "local/scripted-llm"
AT_REST = ("idle", "completed")


def script(*rounds: dict[str, Any]) -> str:
    """A message that brings the LLM's answers with it, one for each time it is asked in this turn."""
    return json.dumps({"rounds": list(rounds)})


def calls(*names: str, **arguments: Any) -> dict[str, Any]:
    return {"tool_calls": [{"name": name, "arguments": arguments} for name in names]}


def configured(*tools: Any, **fields: Any) -> dict[str, Any]:
    return {"core_app": LLM, "tools": list(tools), **fields}


def client_tool(name: str, **fields: Any) -> dict[str, Any]:
    return {"name": name, "type": "client", "client": {"input_schema": {"type": "object"}}, **fields}


class Chats:
    """Chats over plain HTTP."""

    def __init__(self, api: Api) -> None:
        self.api = api

    def run(self, text: str, config: dict[str, Any] | None = None, **fields: Any) -> dict[str, Any]:
        """Starts a turn; gives the assistant's message, still pending."""
        body = {"input": {"text": text}, **({"agent_config": config} if config else {}), **fields}
        return self.api.call("POST", "/agents/run", body)["assistant_message"]

    def read(self, chat: str) -> dict[str, Any]:
        return self.api.call("GET", f"/chats/{chat}")

    def settled(self, chat: str, *statuses: str, seconds: float = 60) -> dict[str, Any]:
        """The chat once it has one of these statuses, else once it is at rest."""

        def reached() -> Any:
            status = self.api.call("GET", f"/chats/{chat}/status")["status"]
            return status in (statuses or AT_REST)

        await_that(f"chat {chat} is {statuses or AT_REST}", reached, seconds)
        return self.read(chat)

    def whole(self, text: str, config: dict[str, Any] | None, **fields: Any) -> dict[str, Any]:
        return self.settled(self.run(text, config, **fields)["chat_id"])

    def invocation(self, chat: str, status: str) -> dict[str, Any]:
        """The chat's first invocation with this status, once there is one."""

        def found() -> Any:
            return next((each for each in invocations(self.read(chat)) if each["status"] == status), None)

        return await_that(f"chat {chat} has an invocation that is {status}", found)


def invocations(chat: dict[str, Any]) -> list[dict[str, Any]]:
    return [each for message in chat["chat_messages"] for each in message["tool_invocations"]]


def text_of(message: dict[str, Any]) -> str:
    return "".join(part["text"] for part in message["content"] if part["type"] == "text")


def last_text(chat: dict[str, Any]) -> str:
    return text_of(chat["chat_messages"][-1])


def roles(chat: dict[str, Any]) -> list[str]:
    return [message["role"] for message in chat["chat_messages"]]


class Stream:
    """A chat's stream, read in a thread until the block ends; each line with the seconds after which it came."""

    def __init__(self, stack: Stack, chat: str, accept: str = "application/x-ndjson") -> None:
        address = urllib.parse.urlsplit(stack.url)
        self._connection = http.client.HTTPConnection(address.hostname or "", address.port, timeout=60)
        headers = {"Authorization": f"Bearer {stack.key}", "Accept": accept}
        self._connection.request("GET", f"/chats/{chat}/stream", headers=headers)
        self._socket = self._connection.sock  # the response takes it over
        self.response = self._connection.getresponse()
        self.content_type = self.response.getheader("Content-Type", "")
        self._began = time.monotonic()
        self.lines: list[tuple[float, str]] = []
        self._thread = threading.Thread(target=self._read, daemon=True)
        self._thread.start()

    def __enter__(self) -> Stream:
        return self

    def __exit__(self, *_: object) -> None:
        with contextlib.suppress(OSError):
            self._socket.shutdown(socket.SHUT_RDWR)
        self._thread.join(10)
        self._connection.close()

    def _read(self) -> None:
        with contextlib.suppress(OSError, http.client.HTTPException, ValueError):
            while line := self.response.readline():
                self.lines.append((time.monotonic() - self._began, line.decode()))

    @property
    def events(self) -> list[tuple[float, dict[str, Any]]]:
        return [(at, json.loads(line)) for at, line in list(self.lines)]

    def of(self, kind: str) -> list[dict[str, Any]]:
        return [event["data"] for _, event in self.events if event.get("event") == kind]

    def statuses(self) -> list[str]:
        return [chat["status"] for chat in self.of("chats")]

    def is_open(self) -> bool:
        return self._thread.is_alive()
