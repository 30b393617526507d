"""Runs the examples of the docs' first page and of the package against a server that answers as the sample apps would.

`e2e/test_python_client.py` runs those of all pages against the whole stack.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from scripted import Reply, Request, Server, Stream, data, error, task

ROOT = Path(__file__).parents[3]
PAGES = [
    page for page in (ROOT / "docs" / "python" / "README.md", ROOT / "sdk" / "python" / "README.md") if page.exists()
]


def examples() -> list[Any]:
    found = []
    for page in PAGES:
        blocks = re.findall(r"^```python\n(.*?)^```$", page.read_text(), re.MULTILINE | re.DOTALL)
        found += [
            pytest.param(block, id=f"{page.parent.name}-{number}")
            for number, block in enumerate(blocks)
            if "inference" in block
        ]
    return [each for each in found if "BaseApp" not in each.values[0]]


OUTPUTS: dict[str, Any] = {
    "infsh/text-templating": {"result": "Hello Ada"},
    "local/streaming": {"response": "one two three"},
    "local/image": {"image": "http://h/f"},
    "infsh/session-test": {"found": True},
}


def run(request: Request) -> Reply:
    asked = request.json
    if asked["app"] == "local/failures":
        return data(task(11, error="ValueError: on purpose"))
    if asked["app"] not in OUTPUTS:
        return error(404, "not_found", f"app not found: {asked['app']}")
    if asked["input"].get("delay_ms") == 60000:
        return data({**task(1), "id": "slow"})
    session = {"session_id": "s1"} if "session" in asked else {}
    done = task(10, output=OUTPUTS[asked["app"]], **session)
    server_of[request.headers["host"]].on("GET /tasks/t1/stream", Stream([task(7), done]))
    return data(task(1))


server_of: dict[str, Server] = {}


@pytest.fixture
def samples(server: Server, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Server:
    server_of[server.url.removeprefix("http://")] = server
    page = data({"items": [{"id": "x", "name": "x"}], "next_cursor": "", "has_next": False})
    message = {"id": "m1", "chat_id": "c1", "role": "assistant", "order": 1, "content": []}
    call = {
        "id": "i1",
        "type": "client",
        "status": "awaiting_input",
        "function": {"name": "weather", "arguments": {"city": "Paris"}},
    }
    events = [
        {"event": "chats", "data": {"id": "c1", "status": "busy"}},
        {"event": "chat_messages", "data": {**message, "status": "pending", "tool_invocations": [call]}},
        {"event": "chat_messages", "data": {**message, "status": "ready"}},
        {"event": "chats", "data": {"id": "c1", "status": "completed"}},
    ]
    routes: dict[str, Any] = {
        "POST /apps/run": run,
        "GET /tasks/t1": data(task(10)),
        "GET /tasks/slow/stream": Stream([task(12)]),
        "POST /tasks/slow/cancel": data(None),
        "POST /tasks/list": page,
        "POST /apps/list": page,
        "GET /apps/infsh/text-templating": data({"id": "a", "version_id": "v"}),
        "GET /me": data({"user": {}, "team": {"username": "local"}}),
        "POST /apikeys": data({"id": "k1", "key": "inf_x"}),
        "DELETE /apikeys/k1": Reply(status=204),
        "POST /files": data([{"id": "f", "uri": "http://h/f", "upload_url": server.url + "/up"}]),
        "PUT /up": Reply(b""),
        "GET /sessions": data([]),
        "GET /sessions/s1": data({"id": "s1", "status": "active"}),
        "POST /sessions/s1/keepalive": data({"id": "s1", "status": "active"}),
        "DELETE /sessions/s1": Reply(status=204),
        "POST /agents/run": data({"user_message": {}, "assistant_message": {**message, "status": "pending"}}),
        "GET /chats/c1/stream": Stream(events),
        "GET /chats/c1": data({"id": "c1", "status": "completed", "output": {"number": 7}}),
        "POST /tools/i1": data(None),
    }
    for route, answer in routes.items():
        server.on(route, answer)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("INFERENCE_API_KEY", "k")
    monkeypatch.setenv("INFERENCE_BASE_URL", server.url)
    return server


@pytest.mark.parametrize("block", examples())
def test_an_example_runs(samples: Server, block: str) -> None:
    here = block.replace('base_url="http://127.0.0.1:8080"', f"base_url={samples.url!r}").replace('"…"', '"k"')

    exec(compile(here, "example", "exec"), {"__name__": "__main__"})

    assert samples.requests or "client.close()" in block
    assert not [each.path for each in samples.requests if "nobody" in each.path]
