"""A second process of a service beside the stack's own, as another machine would run it."""

from __future__ import annotations

import signal
import subprocess
import urllib.request
from contextlib import suppress
from pathlib import Path

from harness import await_that, is_running


class Beside:
    """Started from the same package and with the same settings as a running process, but for those given."""

    def __init__(self, name: str, like: int, settings: dict[str, str], management_port: int, log: Path) -> None:
        """``like`` is the pid of the one that runs."""
        process = Path("/proc") / str(like)
        command = process.joinpath("cmdline").read_bytes().decode().rstrip("\0").split("\0")
        pairs = (item.partition("=") for item in process.joinpath("environ").read_bytes().decode().split("\0") if item)
        environment = {name: value for name, _, value in pairs} | settings
        with log.open("wb") as output:
            self._process = subprocess.Popen(
                command,
                cwd=process.joinpath("cwd").readlink(),
                env=environment,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        self._name = f"the second {name}"
        self._health = f"http://127.0.0.1:{management_port}/q/health/ready"
        self._log = log

    @property
    def pid(self) -> int:
        return self._process.pid

    def await_ready(self) -> None:
        try:
            await_that(f"{self._name} is ready (log: {self._log})", self._is_ready, 90, 0.2)
        except AssertionError as problem:
            raise AssertionError(f"{problem}\n{self._log.read_text()[-3000:]}") from None

    def signal(self, number: int) -> None:
        self._process.send_signal(number)

    def kill(self) -> None:
        """kill -9; returns when the process is gone. Does nothing to one that has ended."""
        with suppress(ProcessLookupError):
            self._process.send_signal(signal.SIGKILL)
        self._process.wait(10)

    def _is_ready(self) -> bool:
        if not is_running(self._process.pid):
            raise AssertionError(f"{self._name} ended:\n{self._log.read_text()[-3000:]}")
        opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
        with suppress(OSError), opener.open(self._health, timeout=2) as answer:
            return bool(answer.status == 200)
        return False
