"""What is done to the stack while calls go on, one thing after the other."""

from __future__ import annotations

import random
import signal
import socket
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from functools import partial
from pathlib import Path
from typing import Any

from api import PatientApi
from beside import Beside
from calls import Call, Calls
from chats import APP, HTTP, LOOK_EVERY, Chats, Conversation, Stand
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

    def __init__(
        self,
        stack: Stack,
        api: PatientApi,
        calls: Calls,
        chats: Chats,
        chance: random.Random,
    ) -> None:
        self._stack = stack
        self._api = api
        self._calls = calls
        self._chats = chats
        self._chance = chance
        self._began = time.monotonic()

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
        held = self._running(2, milliseconds=12_000)
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

    def replace_the_leader(self, ports: tuple[int, int], log: Path) -> None:
        """Another scheduler takes over from one that was stopped and then wakes up, and dies in turn."""
        leader = self._stack.pid("scheduler")
        standby = Standby(leader, *ports, log)
        try:
            standby.await_ready()
            [followed] = self._running(1, milliseconds=4_000, function="steps", follows="stream")
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

    def kill_agent_at(self, stands: Sequence[Stand]) -> None:
        """kill -9 of agent-service while turns stand at these steps; calls go on, and what runs ends meanwhile."""
        standing = self._chats.stand_at(stands, PROGRESS_SECONDS)
        pid = self._stack.kill("agent")
        met = [turn.step for turn in standing]
        self._chats.release(standing)
        self.await_progress("without agent")
        self._repair()
        self._await_turns(standing)
        self._tell(f"kill -9 of agent (pid {pid}), calls without it, repaired; turns were at {'; '.join(met)}")

    def kill_agent_at_any_moment(self) -> None:
        """kill -9 of agent-service, and `hearth up`."""
        pid = self._stack.pid("agent")
        with self._turns_at_any_moment() as met:
            self._stack.kill("agent")
        self._tell(f"kill -9 of agent (pid {pid}), repaired; turns were at {'; '.join(met)}")

    def replace_the_agent(self, stands: Sequence[Stand], ports: tuple[int, int], log: Path) -> None:
        """Another agent-service takes turns over: of one that was stopped and then wakes up, of one that is dead."""
        first = self._stack.pid("agent")
        doors = {"HEARTH_AGENT_PORT": str(ports[0]), "HEARTH_AGENT_MANAGEMENT_PORT": str(ports[1])}
        second = Beside("agent-service", first, doors, ports[1], log)
        try:
            second.await_ready()
            standing = self._chats.stand_at(stands, PROGRESS_SECONDS)
            self._stack.signal("agent", signal.SIGSTOP)
            try:
                met = [turn.step for turn in standing]
                self._chats.release(standing)
                self._chats.await_effects(standing[-1], (APP, HTTP), PROGRESS_SECONDS)
            finally:
                self._stack.signal("agent", signal.SIGCONT)
            self._await_turns(standing)
            self._tell(f"second agent (pid {second.pid}) went on for the stopped one (pid {first}) at {'; '.join(met)}")
            with self._turns_at_any_moment() as met:
                self._stack.kill("agent")
            self._tell(f"kill -9 of agent (pid {first}) beside the second, repaired; turns were at {'; '.join(met)}")
            with self._turns_at_any_moment() as met:
                second.kill()
            self._tell(f"kill -9 of the second agent; turns were at {'; '.join(met)}")
        finally:
            second.kill()

    @contextmanager
    def _turns_at_any_moment(self) -> Iterator[list[str]]:
        """Some turns on their way, and at the end all of them at theirs. The list fills with where they were."""
        turns = [self._chats.begin(look_every=LOOK_EVERY) for _ in range(3)]
        time.sleep(self._chance.uniform(0, 2))
        met: list[str] = []
        yield met
        met += [turn.step for turn in turns]
        self._repair()
        self._await_turns(turns)

    def _running(self, count: int, **plan: Any) -> list[Call]:
        """Calls that run, all of them at one moment; on a slow machine one may end before the others run."""
        while True:
            calls = [self._calls.begin(**plan) for _ in range(count)]
            for call in calls:
                await_that(f"call {call.plan.number} runs", partial(self._runs_or_ended, call), PROGRESS_SECONDS, 0.1)
            if not any(call.final or call.trouble for call in calls):
                return calls

    def _runs_or_ended(self, call: Call) -> bool:
        return bool(call.final or call.trouble) or self._status(call.task_id) == RUNNING

    def _await_turns(self, turns: Sequence[Conversation]) -> None:
        for turn in turns:
            await_that(f"the turn of chat {turn.number} ({turn.chat_id}) ends", turn.is_over, PROGRESS_SECONDS)

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
        counts = f"{len(self._calls.all)} calls, {len(self._chats.all)} chats so far"
        print(f"{time.monotonic() - self._began:4.0f} s  {what}; {counts}", flush=True)


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
