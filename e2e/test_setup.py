"""Setup parameters: equal ones meet the same warm process, and it outlives gateway and scheduler."""

from __future__ import annotations

import os
from typing import Any

import pytest
from harness import COMPLETED, FAILED, Api, Stack


def count(api: Api, **fields: Any) -> int:
    task = api.run("local/counter", {}, **fields)
    assert task["status"] == COMPLETED, task
    return int(task["output"]["count"])


def fresh() -> int:
    """A start that no other test counts from."""
    return int.from_bytes(os.urandom(4), "big")


def test_equal_setups_share_a_warm_process_however_they_are_written(api: Api) -> None:
    start = fresh()

    counts = [
        count(api, setup={"start": start}),
        count(api, setup={"step": 1, "start": start}),
        count(api, setup={"start": start, "step": 1}),
    ]

    assert counts == [start + 1, start + 2, start + 3]


def test_another_setup_has_a_process_of_its_own(api: Api) -> None:
    start = fresh()
    count(api, setup={"start": start})

    assert count(api, setup={"start": start, "step": 5}) == start + 5
    assert count(api, setup={"start": start}) == start + 2


def test_a_setup_that_does_not_fit_fails_the_task_with_the_models_words(api: Api) -> None:
    task = api.run("local/counter", {}, setup={"step": 0})

    assert (task["status"], task["error_code"]) == (FAILED, "SETUP_FAILED")
    assert "step" in task["error"] and "greater than or equal to 1" in task["error"]


def test_setup_is_not_run_again_after_kill_9_of_gateway_and_scheduler(stack: Stack) -> None:
    if not stack.owned:
        pytest.skip("this stack is not ours to break")
    start = fresh()
    before = count(stack.api(), setup={"start": start})

    stack.kill("scheduler")
    stack.kill("gateway")
    stack.up("--no-samples")

    assert (before, count(stack.api(), setup={"start": start})) == (start + 1, start + 2)
