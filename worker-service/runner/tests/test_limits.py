"""Errors that come from the limits of a jail."""

from __future__ import annotations

import pytest

from engine import Run


@pytest.mark.parametrize(
    ("error", "code"),
    [
        ("MemoryError()", "OUT_OF_MEMORY"),
        # Without a limit of processes these have some other cause.
        ('RuntimeError("can\'t start new thread")', "APP_ERROR"),
        ("BlockingIOError(11, 'Resource temporarily unavailable')", "APP_ERROR"),
    ],
)
def test_a_failure_is_told_by_its_cause(run: Run, error: str, code: str) -> None:
    engine = run(f"class App:\n    def run(self, input):\n        raise {error}\n")

    frame = engine.call({})

    assert (frame.type, frame.header["code"]) == ("failed", code)
    assert frame.header["message"]
    assert frame.header["where"] == "inference.py:3"
    assert engine.call({}).type == "failed", "the process stays"


def test_memory_that_cannot_be_had_is_told_as_such(run: Run) -> None:
    engine = run("class App:\n    def run(self, input):\n        return len(bytearray(1 << 50))\n")

    assert engine.call({}).header["code"] == "OUT_OF_MEMORY"


def test_the_limit_of_processes_is_named(run: Run) -> None:
    engine = run(
        "import resource, threading, time\n"
        "class App:\n"
        "    def run(self, input):\n"
        "        resource.setrlimit(resource.RLIMIT_NPROC, (1, 1))\n"
        "        raise RuntimeError(\"can't start new thread\")\n"
    )

    frame = engine.call({})

    assert frame.header["code"] == "TOO_MANY_PROCESSES"
    assert "limit of 1 processes" in frame.header["message"]
