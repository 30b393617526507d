"""Ending a call that the engine has cancelled: the app's own way first."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable
from typing import Any

from hearth_runner.call import Call, Host
from hearth_runner.functions import is_async
from hearth_runner.logs import print_traceback
from hearth_runner.turns import Turns

#: An app that has its own way to end gets this long before its coroutine is cancelled; half of the usual grace.
_OWN_WAY_SECONDS = 5.0


class Canceller:
    """Told by the reader's thread, once the flag is set; goes on where the app's code runs."""

    def __init__(self, host: Host, turns: Turns, app: Callable[[], Any]) -> None:
        self._host = host
        self._turns = turns
        self._app = app

    def cancel(self, call: Call, loop: asyncio.AbstractEventLoop | None) -> None:
        on_cancel = self._on_cancel()
        blocks = call.function is None or not call.function.is_async
        if loop is not None and not (blocks and on_cancel is not None and not is_async(on_cancel)):
            loop.call_soon_threadsafe(self._begin, call, loop)
        elif on_cancel is not None and call.is_started:
            # The main thread is inside the app's plain function: only another thread can tell the app.
            threading.Thread(target=self._tell_plainly, name="hearth-cancel", daemon=True).start()

    def _on_cancel(self) -> Callable[[], Any] | None:
        return getattr(self._app(), "on_cancel", None)

    def _begin(self, call: Call, loop: asyncio.AbstractEventLoop) -> None:
        if self._turns.is_current(call) and call.is_started:
            call.canceller = loop.create_task(self._end(call))

    async def _end(self, call: Call) -> None:
        on_cancel = self._on_cancel()
        if on_cancel is not None:
            await self._tell(on_cancel)
        if on_cancel is not None or self._host.context.was_asked:
            await asyncio.sleep(_OWN_WAY_SECONDS)
        if self._turns.is_current(call) and call.task is not None:
            call.is_forced = True
            call.task.cancel()

    async def _tell(self, on_cancel: Callable[[], Any]) -> None:
        try:
            result = on_cancel()
            if hasattr(result, "__await__"):
                await self._host.settle(result)
        except Exception as error:  # code of the app; the cancel goes on without it
            print_traceback(error)

    def _tell_plainly(self) -> None:
        on_cancel = self._on_cancel()
        if on_cancel is not None:
            drive(self._tell(on_cancel))


def drive(coroutine: Any) -> None:
    """Runs a coroutine without a loop; in blocking mode nothing in it waits for one."""
    try:
        coroutine.send(None)
    except StopIteration:
        return
    coroutine.close()
    raise RuntimeError("blocking mode met something to wait for")
