"""Hundreds of cancels at random moments of short tasks: what a cancel answered is what becomes of the task."""

from __future__ import annotations

import os
import random
import subprocess
import sys
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from harness import CANCELLED, CANCELLING, FINAL, ROOT, RUNNING, TARGET, Api, Stack, await_that

sys.path.insert(0, str(Path(__file__).resolve().parent / "faults"))

from history import History  # noqa: E402

CHECKER = ROOT / "target" / "dist" / "checker"
CALLERS = 6
CALLS_EACH = 60


def draw(chance: random.Random) -> dict[str, Any]:
    """A short call, of a mix in which cancels meet every status."""
    kinds: list[dict[str, Any]] = [
        {"app": "local/noop", "input": {}},
        {"app": "local/streaming", "input": {"text": "one two three", "delay_ms": chance.randint(0, 8)}},
        {"app": "infsh/session-test", "function": "increment", "input": {"key": "n", "amount": 1}},
        {"app": "infsh/text-templating", "input": {"template": "{1}", "strings": ["x" * chance.randint(1, 4000)]}},
    ]
    return chance.choices(kinds, weights=[3, 4, 2, 2])[0]


def call_and_cancel(stack: Stack, history: History, seed: int) -> list[tuple[dict[str, Any], dict[str, Any]]]:
    """What each cancel answered, and the task as it ended."""
    chance, api, seen = random.Random(seed), stack.api(), []
    for _ in range(CALLS_EACH):
        task = api.run(wait=False, **draw(chance))
        history.acknowledged(task["id"])
        time.sleep(chance.uniform(0, 1) ** 2 * 0.05)
        options: dict[str, Any] = {"force": True} if chance.random() < 0.05 else {}
        answer = api.cancel(task["id"], **options)
        history.snapshot("cancel", answer)
        final = api.wait_final(task["id"])
        history.snapshot("end", final)
        seen.append((answer, final))
    return seen


def test_nothing_completes_after_an_acknowledged_cancel(stack: Stack) -> None:
    seed = random.randrange(1 << 30)
    TARGET.mkdir(parents=True, exist_ok=True)
    history = History(TARGET / "cancel-history.jsonl")
    with ThreadPoolExecutor(CALLERS) as callers:
        work = [callers.submit(call_and_cancel, stack, history, seed + n) for n in range(CALLERS)]
        seen = [pair for done in work for pair in done.result()]
    api = stack.api()
    for _, final in seen:
        history.snapshot("quiet", api.task(final["id"]), after_quiet=True)
    history.close()

    wrong = [
        f"{final['id']}: the cancel answered {answer['status_text']}, it ended {final['status_text']}"
        for answer, final in seen
        if final["status"] != (answer["status"] if answer["status"] in FINAL else CANCELLED)
    ]
    assert wrong == [], f"seed {seed}"
    answers = Counter(answer["status"] for answer, _ in seen)
    assert answers[CANCELLING] + answers[CANCELLED] > 20, f"the mix met too few tasks in time: {answers}"
    assert all(
        answer["output"] == final["output"] for answer, final in seen if answer["status"] in FINAL
    ), "a cancel that came too late shows the task as it ended"
    assert judged(stack, history) == []


def judged(stack: Stack, history: History) -> list[str]:
    """What the checker finds in the history and on the topic, once that has caught up."""
    current = CHECKER / "current"
    if not current.exists():
        pytest.skip("the checker is not built: ./hearth test builds it")
    java = str(Path(f"/proc/{stack.pid('kafka')}/exe").readlink())
    jar = CHECKER / current.read_text().strip() / "hearth-checker.jar"
    line = [java, "-jar", str(jar), str(history.path), "--kafka", stack.env["HEARTH_KAFKA"]]
    line += ["--topic", stack.env.get("HEARTH_TOPIC_PREFIX", "hearth.") + "tasks"]
    deadline = time.monotonic() + 30
    while True:
        done = subprocess.run(line, env={**os.environ, **stack.env}, capture_output=True, text=True, timeout=120)
        if done.returncode == 0:
            return []
        if done.returncode == 2 or time.monotonic() > deadline:
            return (done.stdout + done.stderr).strip().splitlines()


def test_queued_tasks_are_cancelled_at_once(api: Api) -> None:
    queued = api.run("local/noop", {}, wait=False, workers=["nobody"])

    assert api.cancel(queued["id"])["status"] == CANCELLED


def test_a_task_whose_time_has_not_come_is_cancelled_at_once(api: Api) -> None:
    later = api.run("local/noop", {}, wait=False, run_at="2099-01-01T00:00:00Z")

    assert api.cancel(later["id"])["status"] == CANCELLED


def test_a_stopped_call_leaves_its_runner_warm(api: Api) -> None:
    fields = {"app": "local/streaming", "setup": None}
    api.run(input={"text": "a", "delay_ms": 0}, **fields)
    slow = api.run(input={"text": "a b c", "delay_ms": 20000}, wait=False, **fields)
    api.wait_status(slow["id"], RUNNING)

    api.cancel(slow["id"])

    assert api.wait_final(slow["id"])["status"] == CANCELLED


def test_timeout_is_the_grace_of_a_call_that_is_deaf(api: Api) -> None:
    deaf = api.run("local/failures", {"kind": "hang", "seconds": 3000}, wait=False)
    api.wait_status(deaf["id"], RUNNING)
    began = time.monotonic()

    answer = api.cancel(deaf["id"], timeout=1000)

    assert answer["status"] == CANCELLING
    assert api.wait_final(deaf["id"])["status"] == CANCELLED
    assert 0.9 < time.monotonic() - began < 8


def test_force_ends_a_call_at_once_with_what_it_started(api: Api) -> None:
    waits = api.run("local/failures", {"kind": "child", "seconds": 2718}, wait=False)
    api.wait_status(waits["id"], RUNNING)
    await_that("its child", lambda: children("2718"))
    began = time.monotonic()

    api.cancel(waits["id"], force=True)

    assert api.wait_final(waits["id"])["status"] == CANCELLED
    assert time.monotonic() - began < 5
    await_that("its child's end", lambda: not children("2718"), 10)


def test_cancelling_twice_is_cancelling_once(api: Api) -> None:
    slow = api.run("local/streaming", {"text": "a b", "delay_ms": 20000}, wait=False)
    api.wait_status(slow["id"], RUNNING)

    api.cancel(slow["id"])
    api.cancel(slow["id"])

    final = api.wait_final(slow["id"])
    assert [event["status"] for event in final["events"]].count(CANCELLING) == 1
    assert api.cancel(slow["id"])["status"] == CANCELLED


def children(seconds: str) -> list[str]:
    """Processes `sleep SECONDS` of whoever."""
    found = []
    for file in Path("/proc").glob("[0-9]*/cmdline"):
        try:
            line = file.read_bytes().split(b"\0")
        except OSError:
            continue
        if line[:1] == [b"sleep"] and len(line) > 1 and line[1].decode().startswith(seconds):
            found.append(file.parent.name)
    return found
