"""One stack for all tests of a session."""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).resolve().parent))

from harness import Api, Stack  # noqa: E402


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
