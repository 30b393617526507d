"""The end of the process: ``unload()`` of the app, then what the app has left."""

from __future__ import annotations

import os
import sys
import threading
from typing import Any, NoReturn

from hearth_runner.call import Host
from hearth_runner.functions import is_of_base
from hearth_runner.logs import print_traceback

_UNLOAD_SECONDS = 5.0
#: For threads and exit handlers of the app once everything else is done.
_EXIT_SECONDS = 2.0


async def unload(app: Any, host: Host) -> None:
    """Lets the app free what it holds, for a limited time, and answers ``unloaded``."""
    method = getattr(app, "unload", None)
    if method is not None and not is_of_base(method):
        watchdog = _daemon_timer(_UNLOAD_SECONDS, lambda: _give_up(host))
        try:
            result = method()
            if hasattr(result, "__await__"):
                await host.settle(result)
        except BaseException as error:  # code of the app; the process ends anyway
            print_traceback(error)
        watchdog.cancel()
    host.connection.send({"type": "unloaded"})


def end_process(status: int) -> NoReturn:
    """Ends in the orderly way, exit handlers included, unless that takes too long."""
    _daemon_timer(_EXIT_SECONDS, lambda: os._exit(status))
    sys.exit(status)


def _give_up(host: Host) -> None:
    print(f"unload() did not end within {_UNLOAD_SECONDS:g} s", file=sys.stderr, flush=True)
    host.connection.send({"type": "unloaded"})
    os._exit(0)


def _daemon_timer(seconds: float, action: Any) -> threading.Timer:
    timer = threading.Timer(seconds, action)
    timer.daemon = True
    timer.start()
    return timer
