"""Tools that are requests: http with secrets and context, hooks that answer at once or later. The test is their server."""

from __future__ import annotations

import hashlib
import hmac
import json
import os
import queue
import threading
import urllib.error
import urllib.request
import uuid
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest
from agents import Chats, calls, configured, invocations, last_text, script
from harness import Api, Stack


class Receiver:
    """An HTTP server on loopback: keeps what it was asked, answers what it is told to."""

    def __init__(self) -> None:
        self.asked: queue.Queue[dict[str, Any]] = queue.Queue()
        self.answer: Any = {"ok": True}
        receiver = self

        class Handler(BaseHTTPRequestHandler):
            def _serve(self) -> None:
                body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
                receiver.asked.put(
                    {"method": self.command, "path": self.path, "headers": dict(self.headers.items()), "body": body}
                )
                answer = json.dumps(receiver.answer).encode()
                self.send_response(200)
                self.send_header("Content-Type", "application/json")
                self.send_header("Content-Length", str(len(answer)))
                self.end_headers()
                self.wfile.write(answer)

            do_GET = do_POST = _serve

            def log_message(self, *_: Any) -> None:
                pass

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self._server.server_address[1]}"
        threading.Thread(target=self._server.serve_forever, daemon=True).start()

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()


@pytest.fixture
def receiver(stack: Stack) -> Iterator[Receiver]:
    if not stack.owned and os.environ.get("HEARTH_AGENT_OUTBOUND_ALLOW_PRIVATE") != "true":
        pytest.skip("needs a stack of our own, which may ask loopback")
    opened = Receiver()
    yield opened
    opened.close()


@pytest.fixture
def chats(api: Api) -> Chats:
    return Chats(api)


def test_an_http_tool_sends_secrets_and_context(chats: Chats, receiver: Receiver) -> None:
    key = f"TOKEN_{uuid.uuid4().hex[:8].upper()}"
    chats.api.call("POST", "/secrets", {"key": key, "value": "s3cret-of-the-tool"})
    weather = {
        "name": "weather",
        "type": "http",
        "http": {
            "url": f"{receiver.url}/of/{{{{context.city}}}}",
            "auth": {"type": "bearer", "secret": key},
            "headers": {"X-Again": f"${{{{secrets.{key}}}}}"},
        },
    }
    receiver.answer = {"sky": "blue"}

    chat = chats.whole(
        script(calls("weather", days=2), {"text": "{result}"}), configured(weather), context={"city": "Oslo"}
    )

    asked = receiver.asked.get(timeout=5)
    assert (asked["method"], asked["path"], json.loads(asked["body"])) == ("POST", "/of/Oslo", {"days": 2})
    assert asked["headers"]["Authorization"] == "Bearer s3cret-of-the-tool"
    assert asked["headers"]["X-Again"] == "s3cret-of-the-tool"
    assert "blue" in last_text(chat) and "s3cret-of-the-tool" not in json.dumps(chat)
    assert receiver.asked.empty(), "it is asked once"


def test_a_hook_that_answers_at_once_is_done(chats: Chats, receiver: Receiver) -> None:
    order = {"name": "order", "type": "hook", "hook": {"url": f"{receiver.url}/hook", "secret": "a literal one"}}
    receiver.answer = {"order": 7}

    chat = chats.whole(script(calls("order", part="wheel"), {"text": "{result}"}), configured(order))

    asked = receiver.asked.get(timeout=5)
    told = json.loads(asked["body"])
    (done,) = invocations(chat)
    assert (told["tool_invocation_id"], told["hook_name"], told["arguments"]) == (
        done["id"],
        "order",
        {"part": "wheel"},
    )
    signature = hmac.new(b"a literal one", asked["body"], hashlib.sha256).hexdigest()
    assert asked["headers"]["X-Webhook-Signature"] == f"sha256={signature}"
    assert done["status"] == "completed" and '"order"' in last_text(chat)


def test_a_hook_may_answer_later_once_and_without_a_key(chats: Chats, receiver: Receiver) -> None:
    order = {"name": "order", "type": "hook", "hook": {"url": f"{receiver.url}/hook"}}
    receiver.answer = {"success": True}
    chat = chats.run(script(calls("order"), {"text": "It says {result}."}), configured(order))["chat_id"]
    waiting = chats.invocation(chat, "awaiting_input")
    callback = json.loads(receiver.asked.get(timeout=5)["body"])["callback_url"]

    assert waiting["id"] in callback
    assert answer(callback + "x", "forged") in (401, 403, 404)
    assert answer(callback, "ordered") == 200

    assert last_text(chats.settled(chat)) == "It says ordered."
    assert answer(callback, "ordered again") != 200


def test_a_hook_that_refuses_fails(chats: Chats, receiver: Receiver) -> None:
    order = {"name": "order", "type": "hook", "hook": {"url": f"{receiver.url}/hook"}}
    receiver.answer = {"success": False, "message": "sold out"}

    chat = chats.whole(script(calls("order"), {"text": "{result}"}), configured(order))

    assert invocations(chat)[0]["status"] == "failed" and "sold out" in last_text(chat)


def answer(callback: str, result: str) -> int:
    """The status of an answer to a hook's callback, sent without a key."""
    body = json.dumps({"result": result}).encode()
    request = urllib.request.Request(callback, body, {"Content-Type": "application/json"}, method="POST")
    try:
        with urllib.request.urlopen(request, timeout=10) as answered:
            return answered.status
    except urllib.error.HTTPError as refused:
        return refused.code
