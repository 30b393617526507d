"""What both clients do alike with requests, answers and lines of streams. Nothing here does any I/O."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import quote

from inferencesh._version import __version__
from inferencesh.client.errors import APIError, StreamInterruptedError, TaskCancelledError, TaskFailedError
from inferencesh.client.status import TaskStatus, is_terminal_status, parse_status

USER_AGENT = f"inferencesh-python/{__version__}"
#: Answers that say the request was not acted upon, or that somebody in between gave up.
PASSING = frozenset({429, 502, 503, 504})
#: Longest wait that a server may ask for between two attempts; more is the caller's to decide.
LONGEST_WAIT = 60.0
_FIRST_DELAY = 0.25


def segment(value: str) -> str:
    """A value as one segment of a path. No value may lead out of it."""
    if not value:
        raise ValueError("an id must not be empty")
    encoded = quote(value, safe="")
    return encoded.replace(".", "%2E") if value in (".", "..") else encoded


def encode(body: Any) -> bytes:
    """A body as JSON."""
    return json.dumps(body, allow_nan=False, ensure_ascii=False).encode()


def unwrap(status: int, headers: Mapping[str, str], content: bytes) -> Any:
    """The resource of a successful answer, whether it came in an envelope or bare."""
    if status == 204 or not content.strip():
        return None
    try:
        body = json.loads(content)
    except ValueError:
        text = content.decode(errors="replace")
        request_id = headers.get("x-request-id")
        raise APIError(status, f"the answer is not JSON: {text[:200]!r}", text, request_id=request_id) from None
    if isinstance(body, dict):
        if "success" in body and body["success"] is not True:
            from inferencesh.client.errors import error_of

            raise error_of(status, headers, content.decode(errors="replace"))
        if "success" in body or ("data" in body and "messages" in body):
            return body.get("data")
    return body


def delay_before(attempt: int, asked: float | None) -> float:
    """Seconds to wait after an attempt: what the server asked for, else a quarter of a second, doubled each time."""
    return asked if asked is not None else min(8.0, _FIRST_DELAY * 2 ** (attempt - 1))


class Lines:
    """Cuts a stream of bytes into JSON objects. What is no object, and what is broken, is left out."""

    def __init__(self) -> None:
        self._rest = bytearray()

    def feed(self, chunk: bytes) -> Iterator[dict[str, Any]]:
        self._rest += chunk
        if b"\n" not in chunk:
            return
        *whole, rest = bytes(self._rest).split(b"\n")
        self._rest = bytearray(rest)
        for line in whole:
            yield from _objects(line)

    def end(self) -> Iterator[dict[str, Any]]:
        """The last line of a body that ended without a newline."""
        rest, self._rest = bytes(self._rest), bytearray()
        yield from _objects(rest)


def _objects(line: bytes) -> Iterator[dict[str, Any]]:
    if not line.strip():
        return
    try:
        value = json.loads(line)
    except ValueError:
        return
    if isinstance(value, dict):
        yield value


class Reconnects:
    """How often a stream may break in a row, and how long the whole may take."""

    def __init__(self, what: str, auto: bool, most: int, delay_ms: int, idle: float, timeout: float | None) -> None:
        self._what = what
        self._most = most if auto else 0
        self._delay = delay_ms / 1000
        self._idle = idle
        self._timeout = timeout
        self._deadline = None if timeout is None else time.monotonic() + timeout
        self._broken = 0

    def progress(self) -> None:
        """Something new came: earlier breaks no longer count."""
        self._broken = 0

    def remaining(self) -> float | None:
        """Seconds until the deadline; raises ``TimeoutError`` behind it."""
        if self._deadline is None:
            return None
        left = self._deadline - time.monotonic()
        if left <= 0:
            raise TimeoutError(f"{self._what} did not end within {self._timeout} s")
        return left

    def idle(self) -> float:
        """How long a read may take."""
        left = self.remaining()
        return self._idle if left is None else min(self._idle, left)

    def after_break(self, cause: Exception | None, asked: float | None = None) -> float:
        """Seconds until the stream is opened again; raises when it broke too often."""
        left = self.remaining()
        self._broken += 1
        if self._broken > self._most:
            how = "ended early" if cause is None else f"broke: {cause or type(cause).__name__}"
            times = f" (for the {self._broken}th time)" if self._broken > 1 else ""
            raise StreamInterruptedError(f"the stream of {self._what} {how}{times}") from cause
        delay = self._delay if asked is None else max(self._delay, min(asked, LONGEST_WAIT))
        return delay if left is None else min(delay, left)


class TaskView:
    """What the lines of a task's stream add up to."""

    def __init__(self, task: dict[str, Any] | None = None) -> None:
        self.task: dict[str, Any] = task or {}

    def take(self, line: dict[str, Any]) -> dict[str, Any] | None:
        """The task as it stands after a line; ``None`` when the line tells nothing new."""
        if "event" in line or line.get("type") == "heartbeat":
            return None
        data = line.get("data")
        changed = {**self.task, **data} if isinstance(data, dict) and "fields" in line else line
        if "status" not in changed or changed == self.task:
            return None
        self.task = changed
        return changed

    @property
    def is_final(self) -> bool:
        return is_terminal_status(self.task.get("status"))


def failure_of(task: dict[str, Any]) -> TaskFailedError | TaskCancelledError | None:
    """The error that a finished task stands for."""
    status = parse_status(task.get("status"))
    if status is TaskStatus.FAILED:
        return TaskFailedError(task)
    return TaskCancelledError(task) if status is TaskStatus.CANCELLED else None


def completed(task: dict[str, Any]) -> dict[str, Any]:
    """A finished task that went well; raises for the others."""
    failure = failure_of(task)
    if failure is not None:
        raise failure
    return task


def list_request(query: dict[str, Any]) -> dict[str, Any] | None:
    """The body of a list request: only what was said."""
    return {key: value for key, value in query.items() if value is not None} or None
