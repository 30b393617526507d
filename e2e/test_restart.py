"""What a stack is after it went down, or a part of it died."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from curl import Curl
from harness import COMPLETED, PARTS, Stack, await_that, is_running


@pytest.fixture
def stack(stack: Stack) -> Iterator[Stack]:
    if not stack.owned:
        pytest.skip("this stack is not ours to stop")
    yield stack


def test_changes_nothing_when_all_runs(stack: Stack) -> None:
    before = stack.pids()

    printed = stack.up("--no-samples")

    assert stack.pids() == before and before.keys() == set(PARTS)
    assert printed.count("runs already") == len(PARTS)


@pytest.mark.parametrize("part", ["worker", "gateway"])
def test_repairs_a_part_that_died(stack: Stack, part: str) -> None:
    dead = stack.kill(part)
    assert stack.status()[part]["state"] == "down"
    others = stack.pids()

    stack.up("--no-samples")

    assert stack.pid(part) != dead and stack.pids().items() > others.items()
    assert {state["state"] for state in stack.status().values()} == {"ready"}
    assert stack.api().run("local/noop", {})["status"] == COMPLETED


def test_finds_everything_again_after_down_and_up(stack: Stack) -> None:
    curl = Curl(stack)
    earlier = stack.api().run("infsh/text-templating", {"template": "{1}", "strings": ["before"]})
    [file] = curl("POST", "/files", {"files": [{"uri": "", "filename": "kept.txt"}]}).data
    curl("PUT", file["upload_url"], "still here")
    pids = stack.pids()
    env = stack.env

    stack.down()
    await_that("every part is gone", lambda: not [pid for pid in pids.values() if is_running(pid)], 5)
    stack.up("--no-samples")

    assert stack.env == env
    again = stack.api().task(earlier["id"])
    assert (again["status"], again["output"]) == (COMPLETED, earlier["output"])
    assert curl("GET", file["uri"]).body == b"still here"
    assert stack.api().run("local/noop", {})["status"] == COMPLETED
