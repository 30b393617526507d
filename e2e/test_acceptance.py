"""The minimal acceptance script that servers for the official clients have to pass, as far as Hearth has the features.

Covered elsewhere: refusals (test_curl), files and poll mode (test_node_clients).
"""

from __future__ import annotations

import json
import time

import pytest
from curl import Curl, ndjson, sse
from harness import CANCELLED, CANCELLING, COMPLETED, FINAL, RUNNING, Api, await_that

SLOW = {"text": "word " * 100, "delay_ms": 100}


def test_shows_a_running_task_at_once_and_ends_with_it(curl: Curl, api: Api) -> None:
    task = api.run("local/streaming", {"text": "one two", "delay_ms": 800}, wait=False)
    api.wait_status(task["id"], RUNNING)

    began = time.monotonic()
    with curl.stream(f"/tasks/{task['id']}/stream", "application/x-ndjson") as body:
        first = json.loads(body.readline())
        waited = time.monotonic() - began
        rest = [json.loads(line) for line in body]

    assert first["id"] == task["id"] and first["status"] not in FINAL
    assert waited < 0.5  # 0.1 s, and what it takes to start curl
    assert rest[-1]["status"] == COMPLETED and rest[-1]["id"] == task["id"], "the last line is bare"
    assert all(message["status"] not in FINAL for message in rest[:-1] if "status" in message)


@pytest.mark.parametrize("accept", ["application/x-ndjson", "text/event-stream"])
def test_ends_the_stream_of_a_finished_task_after_one_message(curl: Curl, api: Api, accept: str) -> None:
    task = api.run("local/noop", {})

    lines = curl.lines(f"/tasks/{task['id']}/stream", accept)

    [only] = ndjson(lines) if accept.endswith("ndjson") else sse(lines)
    assert (only["id"], only["status"], only["output"]) == (task["id"], COMPLETED, {"ok": True})


def test_brings_line_separators_through_unharmed(curl: Curl, api: Api) -> None:
    odd = "next\u0085line\u2028line\u2029paragraph\ttab \U0001f525 \u00e4"
    task = api.run("infsh/text-templating", {"template": "{1}", "strings": [odd]})

    lines = curl.lines(f"/tasks/{task['id']}/stream", "application/x-ndjson")
    events = curl.lines(f"/tasks/{task['id']}/stream", "text/event-stream")

    assert task["output"]["result"] == ndjson(lines)[0]["output"]["result"] == sse(events)[0]["output"]["result"] == odd
    assert len(b"".join(line for _, line in lines).decode().splitlines()) == 1  # as httpx splits


def test_keeps_numbers_order_and_nulls(api: Api) -> None:
    value = {"z": 1, "a": 5.0, "m": None, "big": 2**53 + 1, "deep": [{"y": [], "b": {}}], "no": False}
    task = api.run("infsh/session-test", {"key": "k", "value": value}, function="set_value")

    assert json.dumps(task["output"]["value"]) == json.dumps(value)
    assert json.dumps(api.task(task["id"])["input"]) == json.dumps({"key": "k", "value": value})


def test_cancels_a_running_task_in_two_steps(curl: Curl, api: Api) -> None:
    task = api.run("local/streaming", SLOW, wait=False)
    api.wait_status(task["id"], RUNNING)

    with curl.stream(f"/tasks/{task['id']}/stream", "application/x-ndjson") as body:
        body.readline()
        api.cancel(task["id"])
        statuses = [message["status"] for message in map(json.loads, body) if "status" in message]

    passed = [status for before, status in zip([None, *statuses], statuses) if status != before]
    assert passed[-2:] == [CANCELLING, CANCELLED]
    stored = [event["status"] for event in api.task(task["id"])["events"]]
    assert stored[-2:] == [CANCELLING, CANCELLED]


def test_changes_nothing_when_a_finished_task_is_cancelled(api: Api) -> None:
    task = api.run("local/noop", {})

    api.cancel(task["id"])

    assert api.task(task["id"])["status"] == COMPLETED


def test_waits_for_the_time_a_task_is_to_run_at(api: Api) -> None:
    at = time.time() + 3
    text = time.strftime("%Y-%m-%dT%H:%M:%S", time.gmtime(at)) + f".{int(at % 1 * 1000):03}Z"

    task = api.run("local/noop", {}, wait=False, run_at=text)
    before = await_that("half of the time has passed", lambda: time.time() > at - 1 and api.task(task["id"]))
    after = api.wait_final(task["id"], 10)

    assert before["status_text"] == "queued"
    assert after["status"] == COMPLETED and time.time() >= at
