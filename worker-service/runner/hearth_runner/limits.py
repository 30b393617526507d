"""Errors of an app that come from the limits of its jail."""

from __future__ import annotations

import errno
import resource
from pathlib import Path

from hearth_runner.errors import APP_ERROR, message_of

OUT_OF_MEMORY = "OUT_OF_MEMORY"
TOO_MANY_PROCESSES = "TOO_MANY_PROCESSES"


def told(error: BaseException) -> tuple[str, str]:
    """Code and message of what an app raised.

    A control group's limits are known to the engine; these are the process's own.
    """
    if isinstance(error, MemoryError):
        return OUT_OF_MEMORY, message_of(error)
    is_no_thread = isinstance(error, RuntimeError) and "can't start new thread" in str(error)
    is_no_process = isinstance(error, BlockingIOError) and error.errno == errno.EAGAIN
    if is_no_thread or is_no_process:
        limit, _ = resource.getrlimit(resource.RLIMIT_NPROC)
        if limit != resource.RLIM_INFINITY and _threads_here() >= limit:
            reason = f"the app reached its limit of {limit} processes and threads"
            return TOO_MANY_PROCESSES, f"{message_of(error)}: {reason}"
    return APP_ERROR, message_of(error)


def _threads_here() -> int:
    return sum(map(_threads, Path("/proc").iterdir()))


def _threads(process: Path) -> int:
    try:
        return sum(1 for _ in (process / "task").iterdir()) if process.name.isdigit() else 0
    except OSError:  # it has just ended
        return 0
