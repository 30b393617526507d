"""What a call that was cut off has left running: then the process is not clean, and another takes its place."""

from __future__ import annotations

import os
import sys
import threading
import time
from pathlib import Path
from types import FrameType

_TICKS = os.sysconf("SC_CLK_TCK")
_OWN_THREADS = "hearth-"
_POOL_FILE, _POOL_FUNCTION = "concurrent/futures/thread.py", "_worker"


def ticks_now() -> int:
    """The present in the unit of ``/proc``: clock ticks since the machine started."""
    return int(time.clock_gettime(time.CLOCK_BOOTTIME) * _TICKS)


def left_running(since: int) -> str:
    """Names a child process or a thread that began since then, or work in a thread pool; empty if there is none."""
    for child in _children():
        if _began(Path(f"/proc/{child}/stat")) >= since:
            return f"process {child}"
    frames = sys._current_frames()
    for thread in threading.enumerate():
        frame = frames.get(thread.ident or 0)
        if frame is None or thread is threading.main_thread() or thread.name.startswith(_OWN_THREADS):
            continue
        if _is_idle_in_pool(frame):
            continue
        if _is_of_pool(frame) or _began(Path(f"/proc/self/task/{thread.native_id}/stat")) >= since:
            return f"thread {thread.name}"
    return ""


def _children() -> list[str]:
    found: list[str] = []
    for path in Path("/proc/self/task").glob("*/children"):
        try:
            found += path.read_text().split()
        except OSError:  # the thread has just ended
            continue
    return found


def _began(stat: Path) -> int:
    try:
        # The name in parentheses may hold anything; the fields after it are numbers, the 20th of them is the start.
        return int(stat.read_text().rpartition(")")[2].split()[19])
    except (OSError, IndexError):  # it has just ended
        return -1


def _is_idle_in_pool(frame: FrameType) -> bool:
    return frame.f_code.co_name == _POOL_FUNCTION and frame.f_code.co_filename.endswith(_POOL_FILE)


def _is_of_pool(frame: FrameType | None) -> bool:
    while frame is not None:
        if _is_idle_in_pool(frame):
            return True
        frame = frame.f_back
    return False
