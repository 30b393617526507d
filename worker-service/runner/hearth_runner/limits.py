"""Errors of an app that come from the limits of its jail."""

from __future__ import annotations

import errno
import resource
from pathlib import Path

from hearth_runner.errors import APP_ERROR

OUT_OF_MEMORY = "OUT_OF_MEMORY"
TOO_MANY_PROCESSES = "TOO_MANY_PROCESSES"


def code_of(error: BaseException) -> str:
    """The code of what an app raised. A control group's limits are known to the engine; these are the process's own."""
    if isinstance(error, MemoryError):
        return OUT_OF_MEMORY
    is_no_thread = isinstance(error, RuntimeError) and "can't start new thread" in str(error)
    is_no_process = isinstance(error, BlockingIOError) and error.errno == errno.EAGAIN
    return TOO_MANY_PROCESSES if (is_no_thread or is_no_process) and _is_at_process_limit() else APP_ERROR


def _is_at_process_limit() -> bool:
    limit, _ = resource.getrlimit(resource.RLIMIT_NPROC)
    return limit != resource.RLIM_INFINITY and sum(map(_threads, Path("/proc").iterdir())) >= limit


def _threads(process: Path) -> int:
    try:
        return sum(1 for _ in (process / "task").iterdir()) if process.name.isdigit() else 0
    except OSError:  # it has just ended
        return 0
