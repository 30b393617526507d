"""Our Python client against the whole stack: tasks, streams, files, sessions, cancel, and the examples of its docs page."""

from __future__ import annotations

import asyncio
import re
import sys
import threading
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from harness import ROOT, RUNNING, Api, Stack

sys.path.insert(0, str(ROOT / "sdk" / "python" / "src"))

from inferencesh import (  # noqa: E402
    APIError,
    AsyncInference,
    AuthenticationError,
    Inference,
    SessionEndedError,
    SessionNotFoundError,
    TaskCancelledError,
    TaskFailedError,
    TaskStatus,
)

GREETING = {"app": "infsh/text-templating", "input": {"template": "Hello {1}", "strings": ["Ada"]}}
SPEECH = {"app": "local/streaming", "input": {"text": "one two three", "delay_ms": 30}}
ENDLESS = {"app": "local/streaming", "input": {"text": "one two three", "delay_ms": 60_000}}


@pytest.fixture
def client(stack: Stack) -> Iterator[Inference]:
    with Inference(api_key=stack.key, base_url=stack.url) as opened:
        yield opened


# --- tasks


def test_runs_and_waits(client: Inference) -> None:
    result = client.run(GREETING)

    assert result["output"]["result"] == "Hello Ada"
    assert TaskStatus(result["status"]) is TaskStatus.COMPLETED


def test_runs_without_waiting_and_waits_later(client: Inference) -> None:
    task = client.run(GREETING, wait=False)

    assert TaskStatus(task["status"]) in (TaskStatus.RECEIVED, TaskStatus.QUEUED)
    assert client.wait_for_completion(task["id"])["output"]["result"] == "Hello Ada"
    assert client.wait_for_completion(task["id"])["status"] == 10, "a finished task can be waited for again"


def test_polls(client: Inference) -> None:
    seen: list[int] = []

    result = client.run(SPEECH, poll_interval_ms=20, on_update=lambda task: seen.append(task["status"]))

    assert result["output"]["response"] == "one two three" and seen[-1] == 10


def test_streams_every_partial_output(client: Inference) -> None:
    with client.tasks.run(SPEECH, stream=True) as stream:
        said = [update["output"]["response"] for update in stream if update["output"]]

    assert list(dict.fromkeys(said)) == ["one", "one two", "one two three"]
    assert stream.result is not None and stream.result["status"] == 10 and stream.error is None


def test_a_failed_task_raises_with_its_error(client: Inference) -> None:
    with pytest.raises(TaskFailedError, match="on purpose") as caught:
        client.run({"app": "local/failures", "input": {"kind": "raise", "message": "on purpose"}})

    assert caught.value.task["error"] in str(caught.value)


def test_a_cancelled_task_raises_while_it_is_waited_for(client: Inference, api: Api) -> None:
    task = client.run(ENDLESS, wait=False)
    api.wait_status(task["id"], RUNNING)
    cancel = threading.Thread(target=client.cancel, args=(task["id"],))

    with pytest.raises(TaskCancelledError), client.tasks.stream(task["id"]) as stream:
        cancel.start()
        list(stream)
        raise stream.error or AssertionError("not cancelled")

    cancel.join()
    assert client.get_task(task["id"])["status"] == 12


def test_the_same_idempotency_key_is_the_same_task(client: Inference) -> None:
    first = client.run(GREETING, idempotency_key="python-client-1")
    second = client.run(GREETING, idempotency_key="python-client-1")

    assert first["id"] == second["id"]


def test_what_the_server_refuses_is_an_error_with_its_code(client: Inference, stack: Stack) -> None:
    with pytest.raises(APIError) as unknown:
        client.run({"app": "non-existent/app-that-does-not-exist", "input": {}})
    with Inference(api_key="wrong", base_url=stack.url) as stranger, pytest.raises(AuthenticationError):
        stranger.me()
    with pytest.raises(APIError) as gone, client.tasks.stream("0" * 26) as stream:
        list(stream)

    assert (unknown.value.status_code, unknown.value.code) == (404, "not_found")
    assert gone.value.status_code == 404


def test_runs_and_streams_asynchronously(stack: Stack) -> None:
    async def main() -> tuple[list[Any], list[int]]:
        async with AsyncInference(api_key=stack.key, base_url=stack.url) as client:
            results = await asyncio.gather(*[client.run(GREETING) for _ in range(8)])
            statuses = [update["status"] async for update in await client.tasks.run(SPEECH, stream=True)]
            return list(results), statuses

    results, statuses = asyncio.run(main())

    assert [each["output"]["result"] for each in results] == ["Hello Ada"] * 8
    assert len({each["id"] for each in results}) == 8 and statuses[-1] == 10


# --- files


def test_uploads_a_file_and_reads_it_back(client: Inference, tmp_path: Path) -> None:
    content = bytes(range(256)) * 8192
    (tmp_path / "big.bin").write_bytes(content)

    stored = client.files.upload(tmp_path / "big.bin")

    assert urllib.request.urlopen(stored["uri"]).read() == content
    assert client.files.get(stored["id"])["size"] == len(content)
    client.files.delete(stored["id"])


# --- sessions


def test_a_session_keeps_what_its_calls_left(client: Inference) -> None:
    app = "infsh/session-test"

    with client.session(app, "set_value", {"key": "a", "value": 1}, session_timeout=60) as session:
        value = session.call("get_value", {"key": "a"})["output"]
        session.keepalive()
        info = session.info()
        listed = [each["id"] for each in client.sessions.list()]

    assert value == {"found": True, "key": "a", "value": 1}
    assert info["status"] == "active" and session.session_id in listed
    with pytest.raises(SessionEndedError, match="session ended"):
        session.call("get_all")
    with pytest.raises(SessionNotFoundError):
        client.run({"app": app, "function": "get_all", "input": {}, "session": "sess_nothing"})


# --- the docs


def examples() -> list[Any]:
    found = []
    for page in sorted((ROOT / "docs" / "python").glob("*.md")):
        title = page.stem
        for heading, block in re.findall(
            r"^## (.+?)$|^```python\n(.*?)^```$", page.read_text(), re.MULTILINE | re.DOTALL
        ):
            title = heading or title
            if block:
                found.append(pytest.param(block, id=f"{page.stem}-{title}-{len(found)}"))
    return found


@pytest.mark.parametrize("block", examples())
def test_an_example_of_the_docs_runs(
    stack: Stack, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, block: str
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("INFERENCE_API_KEY", stack.key)
    monkeypatch.setenv("INFERENCE_BASE_URL", stack.url)

    exec(compile(block, "example", "exec"), {"__name__": "__main__"})
