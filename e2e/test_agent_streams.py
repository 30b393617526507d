"""The rules of a chat's stream, one by one."""

from __future__ import annotations

import json
from itertools import pairwise

import pytest
from agents import Chats, Stream, calls, client_tool, configured, script, text_of
from harness import Api, Stack, await_that


@pytest.fixture
def chats(api: Api) -> Chats:
    return Chats(api)


def test_streams_a_turn_with_all_that_was_said_so_far_in_every_event(chats: Chats, stack: Stack) -> None:
    started = chats.run(script({"pieces": ["One ", "two ", "three"], "delay_ms": 300}), configured())

    with Stream(stack, started["chat_id"]) as stream:
        await_that("the turn has ended", lambda: "idle" in stream.statuses())
        texts = [text_of(each) for each in stream.of("chat_messages") if each["id"] == started["id"]]
        events = [event for _, event in stream.events if "event" in event]

    assert {"One ", "One two ", "One two three"} <= set(texts) | {text + " " for text in texts}
    assert all(later.startswith(earlier) for earlier, later in pairwise(texts))
    assert events[-1]["event"] == "chats" and events[-1]["data"]["status"] == "idle"
    final = [event for event in events if event["event"] == "chat_messages"][-1]
    assert final["data"]["status"] == "ready", "every final message comes before the chat is idle"
    assert all(chat["chat_messages"] == [] for chat in (e["data"] for e in events if e["event"] == "chats"))


def test_replays_the_last_turn_and_waits_before_it_says_idle(chats: Chats, stack: Stack) -> None:
    chat = chats.whole(script({"text": "First."}), configured())["id"]
    chats.run(script({"text": "Second."}), configured(), chat_id=chat)
    chats.settled(chat)

    with Stream(stack, chat) as stream:
        await_that("the chat is shown", lambda: stream.statuses())
        shown = [text_of(each) for each in stream.of("chat_messages") if each["role"] == "assistant"]
        first_chat = next(at for at, event in stream.events if event.get("event") == "chats")

    assert shown == ["Second."]
    assert stream.statuses()[0] == "idle" and first_chat >= 0.3


def test_says_busy_to_who_opened_the_stream_before_the_message(chats: Chats, stack: Stack) -> None:
    chat = chats.whole(script({"text": "First."}), configured())["id"]

    with Stream(stack, chat) as stream:
        chats.run(script({"text": "Second.", "delay_ms": 700}), configured(), chat_id=chat)
        await_that("the turn has ended", lambda: "idle" in stream.statuses())

    assert stream.statuses()[0] == "busy" and stream.statuses()[-1] == "idle"
    assert "idle" not in stream.statuses()[:-1]


def test_keeps_the_stream_open_and_beats(chats: Chats, stack: Stack) -> None:
    chat = chats.whole(script({"text": "Über\u2028all."}), configured())["id"]

    with Stream(stack, chat) as stream:
        await_that("a heartbeat", lambda: any(event.get("type") == "heartbeat" for _, event in stream.events), 15)
        assert stream.is_open() and stream.statuses() == ["idle"]

    assert stream.content_type == "application/x-ndjson"
    assert all(line.isascii() for _, line in stream.lines)
    assert any("all." in text_of(each) for each in stream.of("chat_messages"))


def test_speaks_server_sent_events_to_who_does_not_ask_for_lines(chats: Chats, stack: Stack) -> None:
    chat = chats.whole(script({"text": "Hello."}), configured())["id"]

    with Stream(stack, chat, accept="text/event-stream") as stream:
        await_that("the chat is shown", lambda: any("event: chats" in line for _, line in stream.lines))
        lines = [line for _, line in stream.lines]

    assert stream.content_type.startswith("text/event-stream")
    shown = json.loads(lines[lines.index("event: chats\n") + 1].removeprefix("data: "))
    assert shown["id"] == chat and shown["status"] == "idle"


def test_stays_busy_while_a_client_tool_waits(chats: Chats, stack: Stack) -> None:
    chat = chats.run(script(calls("look"), {"text": "ok"}), configured(client_tool("look")))["chat_id"]

    with Stream(stack, chat) as stream:
        waiting = chats.invocation(chat, "awaiting_input")
        await_that(
            "the call is on the stream",
            lambda: any(
                waiting["id"] == each["id"] for m in stream.of("chat_messages") for each in m["tool_invocations"]
            ),
        )
        assert set(stream.statuses()) <= {"busy"}
        chats.api.call("POST", f"/tools/{waiting['id']}", {"result": "seen"})
        await_that("the turn has ended", lambda: "idle" in stream.statuses())
