"""Images and files of messages: what the LLM is given, what is refused, what a chat outlives."""

from __future__ import annotations

import base64
import os
import urllib.request
from typing import Any

import pytest
from agents import Chats, configured, last_text, script
from harness import COMPLETED, Api, ApiError, Stack

PIXEL = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg=="
)


@pytest.fixture
def chats(api: Api) -> Chats:
    return Chats(api)


def send(chats: Chats, chat: str | None = None, **files: Any) -> dict[str, Any]:
    """A message with these files; gives the chat when its turn has ended."""
    said = {"text": script({"text": "I see."}), **files}
    body = {"chat_id": chat, "agent_config": configured(), "input": said}
    started = chats.api.call("POST", "/agents/run", body)
    return chats.settled(started["assistant_message"]["chat_id"])


def told(chats: Chats, chat: dict[str, Any]) -> dict[str, Any]:
    """What the LLM was told last."""
    return chats.api.task(chat["chat_messages"][-1]["task_id"])["input"]


def upload(api: Api, content: bytes, name: str) -> dict[str, Any]:
    asked = {"uri": "", "filename": name, "content_type": "image/png", "size": len(content)}
    (file,) = api.call("POST", "/files", {"files": [asked]})
    request = urllib.request.Request(file["upload_url"], content, {"Content-Type": "image/png"}, method="PUT")
    with urllib.request.urlopen(request, timeout=30) as answer:
        assert answer.status in range(200, 300)
    return file


def test_gives_an_uploaded_image_to_the_llm_in_this_turn_and_the_next(chats: Chats) -> None:
    file = upload(chats.api, PIXEL, "pixel.png")

    first = send(chats, attachments=[{key: file[key] for key in ("id", "uri", "filename", "content_type")}])
    second = send(chats, first["id"])

    assert last_text(first) == last_text(second) == "I see."
    assert {"type": "image", "image": file["uri"]} in first["chat_messages"][0]["content"]
    assert told(chats, first)["images"] == [file["uri"]]
    assert told(chats, second)["context"][0]["images"] == [file["uri"]]


def test_stores_a_file_that_is_written_out_once(chats: Chats, stack: Stack) -> None:
    written = "data:image/png;base64," + base64.b64encode(PIXEL + os.urandom(80_000)).decode()

    first = send(chats, images=[written])
    second = send(chats, first["id"])

    (stored,) = [part["image"] for part in first["chat_messages"][0]["content"] if part["type"] == "image"]
    assert stored.startswith("http") and told(chats, first)["images"] == [stored]
    assert told(chats, second)["context"][0]["images"] == [stored]
    assert stack.api().task(second["chat_messages"][-1]["task_id"])["status"] == COMPLETED


def test_refuses_what_is_no_file_and_leaves_the_chat_as_it_was(chats: Chats) -> None:
    chat = send(chats)

    with pytest.raises(ApiError) as refused:
        send(chats, chat["id"], images=["https://example.com/a.png", "x.png"])

    assert refused.value.status == 400 and "body/input/images/1" in str(refused.value.body)
    after = chats.read(chat["id"])
    assert after["status"] == "idle" and len(after["chat_messages"]) == len(chat["chat_messages"])


def test_a_chat_outlives_a_file_that_is_not_there(chats: Chats) -> None:
    gone = "http://127.0.0.1:1/gone.png"

    failed = send(chats, images=[gone])
    healed = send(chats, failed["id"])

    assert failed["chat_messages"][-1]["status"] == "failed"
    assert "FILE_UNAVAILABLE" in str(failed["chat_messages"][-1]["content"])
    assert last_text(healed) == "I see."
    assert told(chats, healed)["context"][0]["text"].endswith(f"[attached image: {gone}]")
