"""What is done to the stack while calls go on, one thing after the other."""

from __future__ import annotations

import random
import signal
import socket
import time
from contextlib import suppress
from pathlib import Path
from typing import Any

from api import PatientApi
from calls import Call, Calls
from harness import QUEUED, RUNNING, Stack, StackError, await_that
from standby import Standby

#: Generous: on a busy machine everything takes longer, and nothing of this is about speed.
PROGRESS_SECONDS = 180
#: An engine's lease this short ends within the time of a test; the heartbeat is a third of it. The leader's is longer
#: than usual: a busy machine pauses a process for two seconds, and this is about faults, not about load.
LEASES = {
    "HEARTH_SCHEDULER_LEADER_LEASE": "5s",
    "HEARTH_SCHEDULER_ENGINE_LEASE": "6s",
    "HEARTH_SCHEDULER_ENGINE_HEARTBEAT_EVERY": "2s",
    "HEARTH_SCHEDULER_ENGINE_SWEEP_EVERY": "1s",
}


class Faults:
    """Each leaves the stack whole, with calls of after the fault finished."""

    def __init__(self, stack: Stack, api: PatientApi, calls: Calls, standby_ports: tuple[int, int]) -> None:
        self._stack = stack
        self._api = api
        self._calls = calls
        self._standby_ports = standby_ports
        self._began = time.monotonic()
        self.done: list[str] = []

    def await_progress(self, what: str, ended: int = 12) -> None:
        """Calls that begin from now on come to their end."""
        now = time.monotonic()
        await_that(
            f"{what}: {ended} new calls end", lambda: self._calls.ended_since(now) >= ended, PROGRESS_SECONDS, 0.1
        )

    def kill(self, part: str, goes_on_without: bool = False) -> None:
        """kill -9, and `hearth up`. With ``goes_on_without``, calls must end also while the part is down."""
        pid = self._stack.kill(part)
        if goes_on_without:
            self.await_progress(f"without {part}")
        self._repair()
        self.await_progress(f"after kill -9 of {part}")
        self._tell(f"kill -9 of {part} (pid {pid}){', calls without it' if goes_on_without else ''}, repaired")

    def _repair(self) -> None:
        """`hearth up` gives a part 90 s. On a machine that is too busy for that, the next one goes on from there."""
        try:
            self._stack.up("--no-samples")
        except StackError as slow:
            print(f"once more: {str(slow)[-400:]}", flush=True)
            self._stack.up("--no-samples")

    def stop_engine_past_its_lease(self) -> None:
        """Its tasks go back to the queue, are run again, and what it still reports of them counts for nothing."""
        held = [self._calls.begin(milliseconds=12_000) for _ in range(2)]
        for call in held:
            self._await_status(call, RUNNING)
        pid = self._stack.signal("worker", signal.SIGSTOP)
        try:
            for call in held:
                self._await_status(call, QUEUED)
        finally:
            self._stack.signal("worker", signal.SIGCONT)
        self.await_progress("after the engine woke up")
        for call in held:
            assert self._await_end(call)["attempt"] > 1, f"the lost call {call.task_id} ended with its first attempt"
        self._tell(f"SIGSTOP of the engine (pid {pid}) past its lease, SIGCONT")

    def replace_the_leader(self, log: Path) -> None:
        """Another scheduler takes over from one that was stopped and then wakes up, and dies in turn."""
        leader = self._stack.pid("scheduler")
        standby = Standby(leader, *self._standby_ports, log)
        try:
            standby.await_ready()
            followed = self._calls.begin(milliseconds=4_000, function="steps", follows="stream")
            self._await_status(followed, RUNNING)
            self._stack.signal("scheduler", signal.SIGSTOP)
            try:
                self.await_progress("with the second scheduler")
                self._await_end(followed)  # whoever follows a task does not notice the change
            finally:
                self._stack.signal("scheduler", signal.SIGCONT)
            self.await_progress("after the old leader woke up")
        finally:
            standby.kill()
        self.await_progress("with the first scheduler again")
        self._tell(f"second scheduler (pid {standby.pid}) took over from the stopped leader (pid {leader})")
        self._tell("the old leader woke up, and led again after kill -9 of the second")

    def _await_status(self, call: Call, status: int) -> None:
        await_that(
            f"task {call.task_id} has status {status}",
            lambda: self._status(call.task_id) == status,
            PROGRESS_SECONDS,
            0.1,
        )

    def _await_end(self, call: Call) -> dict[str, Any]:
        """The task of a call once the client that follows it has seen its end."""
        await_that(
            f"the client of task {call.task_id} sees its end",
            lambda: call.final or call.trouble,
            PROGRESS_SECONDS,
            0.1,
        )
        assert call.final, call.trouble
        return call.final

    def _status(self, task_id: str | None) -> int:
        return 0 if task_id is None else int(self._api.insist("GET", f"/tasks/{task_id}/status")["status"])

    def _tell(self, what: str) -> None:
        line = f"{time.monotonic() - self._began:4.0f} s  {what}; {len(self._calls.all)} calls so far"
        self.done.append(line)
        print(line, flush=True)


def free_ports(count: int) -> list[int]:
    """Below the ports that connections get, so that none of them takes one before it is used."""
    found: list[int] = []
    for port in random.sample(range(20_000, 32_000), 200):
        with suppress(OSError), socket.socket() as probe:
            probe.bind(("127.0.0.1", port))
            found.append(port)
        if len(found) == count:
            return found
    raise AssertionError("no free ports between 20000 and 32000")
