"""One stack for all tests of a session."""

from __future__ import annotations

import os
import signal
import sys
import threading
import time
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from queue import Queue
from typing import Any

import pytest

sys.path.insert(0, str(Path(__file__).resolve().parent))

from authors import GOOD, Publish, make_folder  # noqa: E402
from curl import Answer, Curl  # noqa: E402
from harness import HELD_SECONDS, Api, Stack  # noqa: E402


def pytest_configure() -> None:
    signal.signal(signal.SIGTERM, signal.default_int_handler)  # the stack goes down with us
    if signal.getsignal(signal.SIGINT) == signal.SIG_IGN:
        # As of a shell that runs us in the background. Our children would not hear Ctrl-C either, and tests send it.
        signal.signal(signal.SIGINT, signal.default_int_handler)


@pytest.fixture(scope="session")
def stack() -> Iterator[Stack]:
    """The stack that `HEARTH_E2E_HOME` names, left as it is; else one of our own, removed at the end."""
    if home := os.environ.get("HEARTH_E2E_HOME"):
        running = Stack(Path(home).resolve(), owned=False)
        running.up()
        yield running
        return
    with Stack.temporary(HEARTH_AGENT_OUTBOUND_ALLOW_PRIVATE="true") as own:  # tools ask servers of the tests
        yield own


@pytest.fixture(scope="session")
def api(stack: Stack) -> Api:
    return stack.api()


@pytest.fixture(scope="module")
def curl(stack: Stack) -> Curl:
    return Curl(stack)


@pytest.fixture
def folder(tmp_path: Path) -> Callable[..., Path]:
    """Makes an app's folder: `inference` after the usual models, `yml` after the name, and more files by name."""
    return partial(make_folder, tmp_path)


@pytest.fixture
def publish(stack: Stack, folder: Callable[..., Path]) -> Publish:
    """Publishes an app and gives its reference."""

    def make(*arguments: Any, **more: Any) -> str:
        done = stack.hearth("app", "deploy", str(folder(*arguments, **more)), timeout=240)
        return done.stdout.strip().splitlines()[-1]

    return make


@pytest.fixture
def refused(stack: Stack, folder: Callable[..., Path]) -> Publish:
    """Publishes an app that cannot be published, and gives what its author is told."""

    def make(*arguments: Any, **more: Any) -> str:
        done = stack.hearth("app", "deploy", str(folder(*arguments, **more)), check=False, timeout=240)
        assert done.returncode == 1, done.stdout + done.stderr
        return done.stderr.strip().splitlines()[-1] if "\n  cause" not in done.stderr else done.stderr

    return make


@pytest.fixture(scope="session")
def held_call(stack: Stack, tmp_path_factory: pytest.TempPathFactory) -> Queue[tuple[Answer, float]]:
    """The answer to a call that nothing can take, and after how long it came. It begins where it is first asked for."""
    wants = "resources: {gpu: {count: 8, vram: 999, type: nvidia}}"
    done = stack.hearth("app", "deploy", str(make_folder(tmp_path_factory.mktemp("held"), GOOD, wants)), timeout=240)
    body = {"app": done.stdout.strip().splitlines()[-1], "input": {}, "wait": True}
    curl = Curl(stack)
    answers: Queue[tuple[Answer, float]] = Queue()

    def call() -> None:
        began = time.monotonic()
        answer = curl("POST", "/apps/run", body, "-H", f"Prefer: wait={HELD_SECONDS}")
        answers.put((answer, time.monotonic() - began))

    threading.Thread(target=call, name="held call", daemon=True).start()
    return answers
