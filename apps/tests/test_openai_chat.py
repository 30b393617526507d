"""The forwarding model, against an endpoint that answers as it is told."""

from __future__ import annotations

import json
import shutil
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from engine import Engine

APP = Path(__file__).parents[1] / "openai-chat"
TOOL = {"type": "function", "function": {"name": "add", "description": "Adds", "parameters": {"type": "object"}}}


class Fake(ThreadingHTTPServer):
    """Answers every request with what was put into ``lines`` and ``status``, and remembers it."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.lines: list[str] = []
        self.status = 200
        self.kind = "text/event-stream"
        self.requests: list[tuple[str, dict[str, str], Any]] = []
        self.gate = threading.Event()
        self.gate.set()
        self.left = threading.Event()

    @property
    def base_url(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}/v1"

    def says(self, *deltas: dict[str, Any], usage: dict[str, Any] | None = None) -> None:
        chunks: list[Any] = [{"choices": [{"delta": delta}]} for delta in deltas]
        chunks += [{"choices": [{"delta": {}, "finish_reason": "stop"}]}, {"choices": [], "usage": usage}]
        self.lines = [f"data: {json.dumps(chunk)}\n\n" for chunk in chunks] + ["data: [DONE]\n\n"]


class Handler(BaseHTTPRequestHandler):
    server: Fake

    def do_POST(self) -> None:
        body = json.loads(self.rfile.read(int(self.headers["content-length"])))
        self.server.requests.append((self.path, {k.lower(): v for k, v in self.headers.items()}, body))
        self.send_response(self.server.status)
        self.send_header("content-type", self.server.kind)
        self.end_headers()
        try:
            for line in self.server.lines:
                self.wfile.write(line.encode())
                self.wfile.flush()
                while not self.server.gate.wait(0.02):
                    self.wfile.write(b": still there\n\n")
        except OSError:
            self.server.left.set()

    def log_message(self, *_: Any) -> None:
        pass


Opened = Callable[..., Any]


@pytest.fixture
def fake() -> Iterator[Fake]:
    server = Fake()
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield server
    server.gate.set()
    server.shutdown()
    server.server_close()


@pytest.fixture
def opened(tmp_path: Path, fake: Fake) -> Opened:
    pytest.importorskip("httpx")
    shutil.copytree(APP, tmp_path / "src")

    @contextmanager
    def start(env: dict[str, str] | None = None, **setup: Any) -> Iterator[Engine]:
        with Engine(tmp_path, env=env).loaded({"base_url": fake.base_url, "model": "tiny", **setup}) as engine:
            yield engine

    return start


def test_streams_the_answer_and_tells_what_it_took(opened: Opened, fake: Fake) -> None:
    fake.says(
        {"reasoning_content": "Hm."},
        {"content": "Hel"},
        {"content": "lo"},
        usage={"prompt_tokens": 5, "completion_tokens": 2, "total_tokens": 7},
    )

    with opened({"OPENAI_API_KEY": "sk-test"}) as engine:
        engine.start({"text": "Hi", "system_prompt": "Be kind.", "temperature": 0.5})
        engine.expect("started")
        partials = [engine.expect("partial").json for _ in range(3)]
        while (frame := engine.receive()).type == "partial":
            pass

    assert [each["response"] for each in partials] == ["", "Hel", "Hello"]
    assert (frame.json["response"], frame.json["reasoning"]) == ("Hello", "Hm.")
    assert (frame.json["usage"]["total_tokens"], frame.json["usage"]["stop_reason"]) == (7, "stop")
    [(path, headers, body)] = fake.requests
    assert (path, headers["authorization"]) == ("/v1/chat/completions", "Bearer sk-test")
    assert body["messages"] == [{"role": "system", "content": "Be kind."}, {"role": "user", "content": "Hi"}]
    assert (body["model"], body["temperature"], body["stream"]) == ("tiny", 0.5, True)
    assert not {"max_tokens", "tools", "top_p", "reasoning_effort"} & set(body)


def test_passes_tools_on_and_their_calls_back(opened: Opened, fake: Fake) -> None:
    fake.says(
        {"tool_calls": [{"index": 0, "id": "c1", "function": {"name": "add", "arguments": '{"a"'}}]},
        {"tool_calls": [{"index": 0, "function": {"arguments": ": 1}"}}]},
        {"tool_calls": [{"index": 1, "id": "c2", "function": {"name": "add", "arguments": "{}"}}]},
    )
    asked = {"id": "c0", "type": "function", "function": {"name": "add", "arguments": "{}"}}
    context = [{"role": "user", "text": "Add"}, {"role": "assistant", "text": "", "tool_calls": [asked]}]

    with opened() as engine:
        result = engine.result(
            {"text": "3", "role": "tool", "tool_call_id": "c0", "context": context, "tools": [TOOL], "model": "other"}
        )

    assert [call["function"]["arguments"] for call in result["tool_calls"]] == ['{"a": 1}', "{}"]
    [(_, headers, body)] = fake.requests
    assert "authorization" not in headers
    assert body["tools"][0]["function"]["name"] == "add"
    assert body["messages"][-2:] == [
        {"role": "assistant", "content": "", "tool_calls": [asked]},
        {"role": "tool", "content": "3", "tool_call_id": "c0"},
    ]
    assert body["model"] == "other"


def test_sends_images_by_value(opened: Opened, fake: Fake, tmp_path: Path) -> None:
    fake.says({"content": "A dot."})
    (tmp_path / "dot.png").write_bytes(b"png")

    with opened() as engine:
        engine.start({"text": "What is it?", "images": ["http://files/dot.png"]})
        fetch = engine.expect("fetch").header
        engine.send(
            "fetched",
            request_id=fetch["request_id"],
            path=str(tmp_path / "dot.png"),
            uri="http://files/dot.png",
            content_type="image/png",
        )
        while engine.receive().type != "result":
            pass

    content = fake.requests[0][2]["messages"][-1]["content"]
    assert content[0] == {"type": "text", "text": "What is it?"}
    assert content[1]["image_url"]["url"] == "data:image/png;base64,cG5n"


def test_takes_an_answer_that_was_not_streamed(opened: Opened, fake: Fake) -> None:
    fake.kind = "application/json"
    fake.lines = [json.dumps({"choices": [{"message": {"content": "Hello"}, "finish_reason": "stop"}]})]

    with opened(extra={"top_k": 3}) as engine:
        assert engine.result({"text": "Hi"})["response"] == "Hello"

    assert fake.requests[0][2]["top_k"] == 3


@pytest.mark.parametrize(
    ("status", "lines", "message"),
    [
        (401, ['{"error": {"message": "wrong key"}}'], "answered 401: wrong key"),
        (502, ["<html>"], "answered 502: <html>"),
        (200, ['data: {"error": {"message": "overloaded"}}\n\n'], "broke off: overloaded"),
        (200, ["data: {nonsense\n\n"], "not JSON"),
    ],
)
def test_fails_with_the_words_of_the_endpoint(
    opened: Opened, fake: Fake, status: int, lines: list[str], message: str
) -> None:
    fake.status, fake.lines = status, lines

    with opened({"OPENAI_API_KEY": "sk-test"}) as engine:
        frame = engine.call({"text": "Hi"})

    assert (frame.type, frame.header["code"]) == ("failed", "APP_ERROR")
    assert message in frame.header["message"]
    assert "sk-test" not in frame.header["message"]


@pytest.mark.parametrize(
    "deltas",
    [
        [{"content": "Hel"}],
        [{"tool_calls": [{"index": 0, "id": "c1", "function": {"name": "add", "arguments": '{"a"'}}]}],
        [],
    ],
)
def test_a_stream_that_is_cut_is_no_answer(opened: Opened, fake: Fake, deltas: list[dict[str, Any]]) -> None:
    fake.says(*deltas)
    fake.lines = fake.lines[: len(deltas)]

    with opened() as engine:
        engine.start({"text": "Hi", "tools": [TOOL]})
        frame = engine.last_frame()

    assert (frame.type, frame.header["code"]) == ("failed", "APP_ERROR")
    assert "ended before the answer did" in frame.header["message"]


@pytest.mark.parametrize("left_out", ["[DONE]", "finish_reason"])
def test_either_sign_of_the_end_will_do(opened: Opened, fake: Fake, left_out: str) -> None:
    fake.says({"content": "Hello"})
    fake.lines = [line for line in fake.lines if left_out not in line]

    with opened() as engine:
        engine.start({"text": "Hi"})
        frame = engine.last_frame()

    assert (frame.type, frame.json["response"]) == ("result", "Hello")


def test_a_cancel_ends_the_request(opened: Opened, fake: Fake) -> None:
    fake.says({"content": "Hel"}, {"content": "lo"})
    fake.gate.clear()

    with opened() as engine:
        engine.start({"text": "Hi"})
        while engine.receive().type != "partial":
            pass
        engine.send("cancel", task_id="task1")

        assert engine.last_frame().type == "cancelled"
        assert fake.left.wait(20)


def test_asks_for_an_endpoint_and_has_none_of_its_own(tmp_path: Path) -> None:
    pytest.importorskip("httpx")
    shutil.copytree(APP, tmp_path / "src")

    with Engine(tmp_path) as engine:
        frame = engine.load({})

    assert (frame.type, frame.header["code"]) == ("load_failed", "SETUP_FAILED")
    assert "OPENAI_BASE_URL" in frame.header["message"]
