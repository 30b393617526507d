"""Setup parameters: equal ones meet the same warm process. What it outlives is in `test_restart.py`."""

from __future__ import annotations

from harness import FAILED, Api
from warm import count, fresh


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
