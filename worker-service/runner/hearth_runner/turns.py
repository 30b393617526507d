"""Whose turn it is: the call in progress, the calls that wait, and those cancelled before their turn."""

from __future__ import annotations

import asyncio
import threading

from hearth_runner.app import AppContext
from hearth_runner.call import Call


class Turns:
    """Shared by the reader's thread, which announces and cancels, and the main thread, which begins and finishes."""

    def __init__(self, context: AppContext) -> None:
        self._context = context
        self._lock = threading.Lock()
        self._current: Call | None = None
        self._waiting: set[str] = set()
        self._skipped: set[str] = set()

    def announce(self, task_id: str) -> None:
        with self._lock:
            self._waiting.add(task_id)

    def begin(self, task_id: str, task: asyncio.Task[None] | None) -> Call | None:
        """The call, now current; ``None`` if it was cancelled while it waited."""
        with self._lock:
            self._waiting.discard(task_id)
            if task_id in self._skipped:
                self._skipped.discard(task_id)
                return None
            self._context.reset()
            self._current = Call(task_id, task=task)
            return self._current

    def cancel(self, task_id: str) -> Call | None:
        """Sets the app's flag and returns the call, if it is the current one and this is its first cancel."""
        with self._lock:
            call = self._current
            if task_id in self._waiting:
                self._skipped.add(task_id)
                return None
            if call is None or call.task_id != task_id or self._context.is_cancelled():
                return None
            self._context.request_cancel()
            return call

    def is_current(self, call: Call) -> bool:
        return self._current is call

    def finish(self) -> bool:
        """Ends the current call; true if it was cancelled. A cancel that comes later changes nothing."""
        with self._lock:
            self._current = None
            return self._context.is_cancelled()
