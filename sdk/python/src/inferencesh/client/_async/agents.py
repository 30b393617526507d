"""Agents and their chats."""

from __future__ import annotations

import uuid
from collections.abc import AsyncIterator, Callable
from types import TracebackType
from typing import Any

from inferencesh.client import wire
from inferencesh.client._async._platform import call, check_handler, sleep
from inferencesh.client._async.files import AsyncFiles
from inferencesh.client._async.http import AsyncHttp
from inferencesh.client._async.resources import AsyncNamespace
from inferencesh.client.agents import (
    AgentConfig,
    ToolCall,
    Turn,
    attachment_of,
    error_of_message,
    output_of,
    result_body,
    result_text,
)
from inferencesh.client.errors import AgentFailedError, APIError


class AsyncChatStream:
    """Events of a chat. ``event`` narrows them to one kind and gives the bare objects."""

    def __init__(self, http: AsyncHttp, chat_id: str, policy: wire.Reconnects, event: str | None, ends: bool) -> None:
        self.chat_id = chat_id
        self._policy = policy
        self._event = event
        self._ends = ends
        self._told: dict[Any, Any] = {}
        self._lines = http.lines(f"/chats/{wire.segment(chat_id)}/stream", policy)
        self._events = self._follow()

    def __aiter__(self) -> AsyncIterator[dict[str, Any]]:
        return self

    async def __anext__(self) -> dict[str, Any]:
        return await self._events.__anext__()

    async def _follow(self) -> AsyncIterator[dict[str, Any]]:
        try:
            async for line in self._lines:
                data = line.get("data")
                if line.get("event") not in ("chats", "chat_messages") or not isinstance(data, dict):
                    continue
                if self._told.get(data.get("id")) != data:
                    self._told[data.get("id")] = data
                    self._policy.progress()  # what a new connection repeats is none
                if self._event is None:
                    yield line
                elif line["event"] == self._event:
                    yield data
                if self._ends and line["event"] == "chats" and data.get("status") in ("idle", "completed"):
                    return
        finally:
            await self._lines.aclose()  # type: ignore[attr-defined]

    async def aclose(self) -> None:
        """Stops following; the chat goes on."""
        await self._events.aclose()  # type: ignore[attr-defined]
        await self._lines.aclose()  # type: ignore[attr-defined]

    async def __aenter__(self) -> AsyncChatStream:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.aclose()


class AsyncAgent:
    """One conversation with an agent. Making it asks nothing of the server; the first message opens the chat."""

    def __init__(self, http: AsyncHttp, files: AsyncFiles, agent: str | dict[str, Any]) -> None:
        self._http = http
        self._files = files
        self._config = AgentConfig(agent)
        for name, handler in self._config.handlers.items():
            check_handler(name, handler)
        self.chat_id: str | None = None
        self._keyed: tuple[str, str | None] | None = None

    async def send_message(
        self,
        text: str,
        files: list[Any] | None = None,
        on_message: Callable[[dict[str, Any]], Any] | None = None,
        on_tool_call: Callable[[ToolCall], Any] | None = None,
        *,
        context: dict[str, str] | None = None,
        wait: bool = True,
        max_reconnects: int = 5,
        reconnect_delay_ms: int = 1000,
        poll_interval_ms: int | None = None,
        idempotency_key: str | None = None,
        timeout: float | None = None,
    ) -> dict[str, Any]:
        """Sends a message and returns the assistant's, as it is when the turn ends.

        ``on_message`` gets each message event as the server sent it, ``on_tool_call`` each call of a client tool. Tools
        with a handler are run and answered here; calls of others wait for ``submit_tool_result``. ``wait=False``
        returns the assistant's message at once, still empty. ``timeout`` in seconds ends the waiting, not the turn.
        ``poll_interval_ms`` asks for the chat at this interval instead of keeping a stream open. The request carries an
        idempotency key and is repeated when its answer was lost; the same message under a key of your own is sent once,
        and the turn of the first is waited for again."""
        attachments = [await self._attachment(each) for each in files or []]
        body = {
            "chat_id": self._chat_of(idempotency_key),
            **self._config.request,
            "context": context,
            "input": {
                "text": text,
                "role": "user",
                "context": [],
                "system_prompt": "",
                "context_size": 0,
                "attachments": attachments or None,
            },
        }
        answer = await self._http.call(
            "POST",
            "/agents/run",
            {k: v for k, v in body.items() if v is not None},
            idempotency_key=idempotency_key or str(uuid.uuid4()),
        )
        assistant = answer.get("assistant_message") if isinstance(answer, dict) else None
        if not isinstance(assistant, dict) or not assistant.get("chat_id"):
            raise RuntimeError(f"the server opened no chat: {answer!r}")
        chat_id: str = assistant["chat_id"]
        self.chat_id = chat_id
        if not wait:
            return assistant
        policy = self._policy(chat_id, True, max_reconnects, reconnect_delay_ms, timeout)
        turn = Turn(assistant)
        if poll_interval_ms is not None:
            await self._polled(chat_id, turn, policy, on_message, on_tool_call, poll_interval_ms)
        else:
            await self._turn(chat_id, turn, policy, on_message, on_tool_call)
        # A turn of long ago is not told of any more: what the server answered again is its first message.
        return turn.message if idempotency_key is None else turn.answer_in(await self.get_chat(chat_id))

    async def run(self, text: str, files: list[Any] | None = None, **options: Any) -> Any:
        """Sends a message, waits for the end of the turn and returns what the agent finished with: the output of its
        finish tool, ``None`` when it did not use it. A turn that failed raises ``AgentFailedError``."""
        message = await self.send_message(text, files, **{**options, "wait": True})
        failure = error_of_message(message)
        if failure is not None:
            raise AgentFailedError(failure, message)
        return output_of(await self.get_chat(), message)

    async def get_chat(self, chat_id: str | None = None) -> dict[str, Any]:
        chat: dict[str, Any] = await self._http.call("GET", f"/chats/{wire.segment(self._chat(chat_id))}")
        return chat

    async def stop_chat(self, chat_id: str | None = None) -> Any:
        """Ends the turn that is going on."""
        path = f"/chats/{wire.segment(self._chat(chat_id))}/stop"
        return await self._http.call("POST", path, repeatable=True)

    async def submit_tool_result(self, tool_id: str, result_or_action: Any) -> Any:
        """Answers a tool call: text, anything JSON, or a dict with ``action`` and ``form_data`` of a widget."""
        path = f"/tools/{wire.segment(tool_id)}"
        return await self._http.call("POST", path, result_body(result_or_action), repeatable=True)

    async def approve(self, tool_id: str) -> Any:
        """Lets a tool call that awaits approval run."""
        return await self._http.call("POST", f"/tools/{wire.segment(tool_id)}/invoke")

    async def reject(self, tool_id: str, reason: str | None = None) -> Any:
        """Refuses a tool call that awaits approval; the model is told the reason."""
        return await self._http.call(
            "POST", f"/tools/{wire.segment(tool_id)}/reject", wire.list_request({"reason": reason})
        )

    async def always_allow(self, tool_id: str, tool_name: str, chat_id: str | None = None) -> Any:
        """Approves a tool call, and all later ones of that tool in this chat."""
        chat = wire.segment(self._chat(chat_id))
        path = f"/chats/{chat}/tools/{wire.segment(tool_id)}/always-allow"
        return await self._http.call("POST", path, {"tool_name": tool_name})

    def stream_messages(
        self,
        chat_id: str | None = None,
        auto_reconnect: bool = True,
        max_reconnects: int = 5,
        reconnect_delay_ms: int = 1000,
        *,
        timeout: float | None = None,
    ) -> AsyncChatStream:
        """Messages of the chat as they change, until closed."""
        chat = self._chat(chat_id)
        policy = self._policy(chat, auto_reconnect, max_reconnects, reconnect_delay_ms, timeout)
        return AsyncChatStream(self._http, chat, policy, "chat_messages", False)

    def stream_chat(
        self,
        chat_id: str | None = None,
        auto_reconnect: bool = True,
        max_reconnects: int = 5,
        reconnect_delay_ms: int = 1000,
        *,
        timeout: float | None = None,
    ) -> AsyncChatStream:
        """The chat as it changes, until closed."""
        chat = self._chat(chat_id)
        policy = self._policy(chat, auto_reconnect, max_reconnects, reconnect_delay_ms, timeout)
        return AsyncChatStream(self._http, chat, policy, "chats", False)

    def stream_all(
        self,
        chat_id: str | None = None,
        auto_reconnect: bool = True,
        max_reconnects: int = 5,
        reconnect_delay_ms: int = 1000,
        *,
        timeout: float | None = None,
    ) -> AsyncChatStream:
        """Both, each with its ``event`` and ``data``, until the turn ends."""
        chat = self._chat(chat_id)
        policy = self._policy(chat, auto_reconnect, max_reconnects, reconnect_delay_ms, timeout)
        return AsyncChatStream(self._http, chat, policy, None, True)

    async def upload_file(self, data: Any, filename: str | None = None) -> dict[str, Any]:
        """Uploads a file that can go with a message."""
        return await self._files.upload(data, filename=filename)

    def reset(self) -> None:
        """The next message opens a new chat."""
        self.chat_id = None
        self._keyed = None

    def _chat_of(self, key: str | None) -> str | None:
        """The chat that a message names. One that is sent again names what it named at first, as it is the same one."""
        if key is None:
            return self.chat_id
        if self._keyed is None or self._keyed[0] != key:
            self._keyed = (key, self.chat_id)
        return self._keyed[1]

    async def _attachment(self, file: Any) -> dict[str, Any]:
        if isinstance(file, dict):
            return attachment_of(file)
        if isinstance(file, str) and file.startswith(("http://", "https://")):
            return {"uri": file}
        return attachment_of(await self._files.upload(file))

    async def _turn(
        self,
        chat_id: str,
        turn: Turn,
        policy: wire.Reconnects,
        on_message: Callable[[dict[str, Any]], Any] | None,
        on_tool_call: Callable[[ToolCall], Any] | None,
    ) -> None:
        async with AsyncChatStream(self._http, chat_id, policy, None, False) as events:
            async for line in events:
                data = line["data"]
                if line["event"] == "chat_messages":
                    calls = turn.take_message(data)
                    if on_message is not None:
                        await call(on_message, data)
                    await self._answer(calls, on_tool_call)
                    continue
                over = turn.take_chat(data)
                if over is None:
                    chat = await self.get_chat(chat_id)
                    for message in turn.changed(chat):
                        await self._answer(turn.take_message(message), on_tool_call)
                    over = turn.is_over(chat)
                if over:
                    return
        raise RuntimeError(f"the stream of chat {chat_id} was closed before the turn ended")

    async def _polled(
        self,
        chat_id: str,
        turn: Turn,
        policy: wire.Reconnects,
        on_message: Callable[[dict[str, Any]], Any] | None,
        on_tool_call: Callable[[ToolCall], Any] | None,
        poll_interval_ms: int,
    ) -> None:
        while True:
            chat = await self.get_chat(chat_id)
            for message in turn.changed(chat):
                calls = turn.take_message(message)
                if on_message is not None:
                    await call(on_message, message)
                await self._answer(calls, on_tool_call)
            if turn.is_over(chat):
                return
            left = policy.remaining()
            pause = poll_interval_ms / 1000
            await sleep(pause if left is None else min(pause, left))

    async def _answer(self, calls: list[ToolCall], on_tool_call: Callable[[ToolCall], Any] | None) -> None:
        for each in calls:
            if on_tool_call is not None:
                await call(on_tool_call, each)
            handler = self._config.handlers.get(each.name)
            if handler is None:
                continue
            try:
                result = result_text(await call(handler, each.args))
            except Exception as failed:  # what a handler raises is its answer
                result = str(failed) or type(failed).__name__
            try:
                await self._submit(each, result)
            except APIError as refused:
                if refused.status_code != 409:  # answered by somebody else, or the turn was stopped
                    raise

    async def _submit(self, answered: ToolCall, result: str) -> None:
        try:
            await self.submit_tool_result(answered.id, result)
        except APIError as refused:
            if refused.status_code != 413:
                raise
            # Without any answer the turn would wait for one.
            told = f"The result of {answered.name} is too large to be taken: {len(result.encode())} bytes."
            await self.submit_tool_result(answered.id, told)

    def _chat(self, chat_id: str | None) -> str:
        found = chat_id or self.chat_id
        if found is None:
            raise ValueError("there is no chat yet: send a message, or name one")
        return found

    def _policy(self, chat_id: str, auto: bool, most: int, delay_ms: int, timeout: float | None) -> wire.Reconnects:
        return wire.Reconnects(f"chat {chat_id}", auto, most, delay_ms, self._http.stream_timeout, timeout)


class AsyncAgents(AsyncNamespace):
    """``client.agents``."""

    def __init__(self, http: AsyncHttp, files: AsyncFiles) -> None:
        super().__init__(http)
        self._files = files

    async def store(self, agent: dict[str, Any]) -> Any:
        """Stores ``name``, ``namespace`` and, in ``version``, a configuration. With ``id``, one version more."""
        return await self._http.call("POST", "/agents", agent)

    async def list(self, **query: Any) -> Any:
        """A page of stored agents."""
        return await self._page("/agents/list", query)

    async def get(self, agent: str) -> Any:
        """A stored agent by its id or its ``namespace/name``, with ``@version`` if need be."""
        return await self._http.call("GET", "/agents/" + "/".join(map(wire.segment, agent.split("/", 1))))

    async def list_versions(self, agent_id: str, **query: Any) -> Any:
        return await self._page(f"/agents/{wire.segment(agent_id)}/versions/list", query)

    async def delete(self, agent_id: str) -> None:
        await self._http.call("DELETE", f"/agents/{wire.segment(agent_id)}")

    def create(self, agent: str | dict[str, Any]) -> AsyncAgent:
        """A conversation with a stored agent (``namespace/name@version``) or with one that is described."""
        return AsyncAgent(self._http, self._files, agent)
