"""Calls of the test app that go on through every fault, each by a client that does not give up."""

from __future__ import annotations

import random
import threading
import time
import traceback
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import datetime, timezone
from typing import Any

from api import PatientApi
from harness import CANCELLED, CANCELLING, COMPLETED, FAILED, FINAL
from history import History

#: More than any task's own failures and engine losses here, so that none of them ends because it was tried too often.
MAX_ATTEMPTS = 20
#: Calls that may be open at once; while the stack stands still, no more begin.
MOST_OPEN = 40
#: How long one stream is read before the client looks whether it missed something.
STREAM_SECONDS = 45
#: How long after a task's end its stream may still be silent about it.
SILENCE_SECONDS = 25
#: How long a task may take from its acknowledgement to its end, whatever happens meanwhile.
TASK_SECONDS = 240


def ended_by(shown: dict[str, Any], is_final: bool, moment: float) -> bool:
    """Whether a task or chat had come to its end by then, in seconds of the clock."""
    ended = datetime.strptime(shown["updated_at"][:19], "%Y-%m-%dT%H:%M:%S").replace(tzinfo=timezone.utc)
    return is_final and ended.timestamp() < moment


def failure_of(problem: Exception) -> str:
    return "".join(traceback.format_exception_only(type(problem), problem)).strip()


@dataclass(frozen=True)
class Plan:
    """What one call asks for and what may come of it."""

    number: int
    function: str = "run"
    milliseconds: int = 5
    ending: str = "return"
    follows: str = "poll"
    cancels_after: float | None = None

    @property
    def key(self) -> str:
        return f"fault-smoke-{self.number}"

    def body(self, app: str, ledger: str) -> dict[str, Any]:
        fields = {"ledger": ledger, "number": self.number, "milliseconds": self.milliseconds, "ending": self.ending}
        return {"app": app, "function": self.function, "input": fields, "max_attempts": MAX_ATTEMPTS}

    @classmethod
    def drawn(cls, number: int, chance: random.Random) -> Plan:
        """One of the usual mix."""
        kinds: list[dict[str, Any]] = [
            {"milliseconds": chance.randint(1, 30)},
            {"milliseconds": chance.randint(50, 400)},
            {"function": "steps", "milliseconds": chance.randint(50, 600)},
            {"function": "write"},
            {"ending": "raise"},
            {"ending": "crash", "milliseconds": 50},
        ]
        kind = chance.choices(kinds, weights=[40, 20, 20, 10, 8, 2])[0]
        follows = chance.choice(["poll", "poll", "stream"])
        cancels_after = chance.uniform(0, 1) ** 2 * 1.5 if chance.random() < 0.12 else None
        return cls(number, follows=follows, cancels_after=cancels_after, **kind)


@dataclass
class Call:
    """One call, from its first request on. Written by its own threads only."""

    plan: Plan
    task_id: str | None = None
    acknowledged_at: float = 0
    #: The task as the answer to the cancel showed it.
    cancel_answer: dict[str, Any] | None = None
    final: dict[str, Any] | None = None
    trouble: list[str] = field(default_factory=list)

    def wrong_ending(self, has_finished: Callable[[str, int], bool]) -> str | None:
        """What is wrong with how the task ended; None if nothing is."""
        task = self.final
        if task is None:
            return "did not end"
        status, code = task["status"], task.get("error_code")
        if self.cancel_answer is not None and self.cancel_answer["status"] in (CANCELLING, CANCELLED):
            return None if status == CANCELLED else f"its cancel was acknowledged, and it ended with status {status}"
        if status == COMPLETED and self.plan.ending == "return":
            output = task["output"]
            if output["number"] != self.plan.number:
                return f"has the output of another call: {output}"
            if output["attempt"] != task["attempt"]:
                return f"is of attempt {task['attempt']} and has the output of another: {output}"
            return None if has_finished(task["id"], task["attempt"]) else "completed, and its attempt never finished"
        expected = {"raise": "APP_ERROR", "crash": "APP_CRASHED"}.get(self.plan.ending)
        if status == FAILED and code == expected:
            return None
        if status == FAILED and self.plan.function == "write" and code == "FILE_UNAVAILABLE":
            return None  # files was away; the app's author sees why
        return f"ended with status {status}, {code}: {task.get('error')}"


class Calls:
    """Keeps calls going until told to stop."""

    def __init__(self, api: PatientApi, history: History, app: str, ledger: str, seed: int) -> None:
        self._api = api
        self._history = history
        self._app = app
        self._ledger = ledger
        self._chance = random.Random(seed)
        self._calls: list[Call] = []
        self._stopped = threading.Event()
        self._threads = ThreadPoolExecutor(64, "call")
        self._lock = threading.Lock()

    @property
    def all(self) -> list[Call]:
        return list(self._calls)

    def start(self, every: float) -> None:
        """A new call this often, as long as there are not too many open ones."""
        threading.Thread(target=self._keep_calling, args=[every], name="calls", daemon=True).start()

    def stop(self) -> None:
        """No new calls; those that are open go on to their end."""
        self._stopped.set()

    def begin(self, **plan: Any) -> Call:
        """One more call, of this kind."""
        return self._begin(lambda number: Plan(number, **plan))

    def ended_since(self, moment: float) -> int:
        """How many calls were acknowledged after a moment and have ended."""
        return sum(1 for call in self.all if call.final is not None and call.acknowledged_at > moment)

    def close(self) -> None:
        """Waits for nobody."""
        self.stop()
        self._threads.shutdown(wait=False, cancel_futures=True)

    def open(self) -> int:
        return sum(1 for call in self.all if call.final is None and not call.trouble)

    def endings(self) -> Counter[str]:
        names = {COMPLETED: "completed", FAILED: "failed", CANCELLED: "cancelled"}
        return Counter(names[call.final["status"]] if call.final else "open" for call in self.all)

    def post(self, plan: Plan) -> dict[str, Any]:
        """The request of a call; the same one again gives the same task."""
        body = plan.body(self._app, self._ledger)
        task: dict[str, Any] = self._api.insist("POST", "/apps/run", body, {"Idempotency-Key": plan.key})
        return task

    def _keep_calling(self, every: float) -> None:
        while not self._stopped.wait(every):
            if self.open() < MOST_OPEN:
                self._begin(lambda number: Plan.drawn(number, self._chance))

    def _begin(self, plan: Callable[[int], Plan]) -> Call:
        with self._lock:
            call = Call(plan(len(self._calls)))
            self._calls.append(call)
        self._threads.submit(self._watched, call, self._perform)
        return call

    def _watched(self, call: Call, work: Callable[[Call], None]) -> None:
        """Keeps what goes wrong with the call it went wrong with."""
        try:
            work(call)
        except Exception as problem:
            call.trouble.append(failure_of(problem))

    def _perform(self, call: Call) -> None:
        shown = self.post(call.plan)
        call.task_id = shown["id"]
        call.acknowledged_at = time.monotonic()
        self._history.acknowledged(shown["id"])
        observer = f"client-{call.plan.number}"
        self._history.snapshot(observer, shown)
        if call.plan.cancels_after is not None:
            self._threads.submit(self._watched, call, self._cancel)
        call.final = self._followed(call, shown, observer)

    def _followed(self, call: Call, shown: dict[str, Any], observer: str) -> dict[str, Any]:
        deadline = time.monotonic() + TASK_SECONDS
        path = f"/tasks/{shown['id']}"
        while shown["status"] not in FINAL:
            if time.monotonic() > deadline:
                raise AssertionError(f"task {shown['id']} is still {shown['status']} after {TASK_SECONDS} s")
            opened = time.monotonic()
            if call.plan.follows == "stream":
                for shown in self._api.stream(path + "/stream", STREAM_SECONDS):
                    self._history.snapshot(observer, shown)
            read_for, closed = time.monotonic() - opened, time.time()
            if shown["status"] not in FINAL:
                time.sleep(0.1)
                shown = self._api.insist("GET", path)
                self._history.snapshot(observer, shown)
                if read_for > STREAM_SECONDS and ended_by(shown, shown["status"] in FINAL, closed - SILENCE_SECONDS):
                    raise AssertionError(f"the stream of task {shown['id']} told nothing of its end")
        return shown

    def _cancel(self, call: Call) -> None:
        time.sleep(call.plan.cancels_after or 0)
        shown = self._api.insist("POST", f"/tasks/{call.task_id}/cancel", {"timeout": 2000})
        self._history.snapshot(f"canceller-{call.plan.number}", shown)
        call.cancel_answer = shown
