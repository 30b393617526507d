"""A second scheduler beside the stack's own, as another machine would run it."""

from __future__ import annotations

from pathlib import Path

from beside import Beside


class Standby(Beside):
    """Has ports of its own, and tells others its own address."""

    def __init__(self, scheduler: int, port: int, management_port: int, log: Path) -> None:
        """``scheduler`` is the pid of the one that runs."""
        settings = {
            "HEARTH_SCHEDULER_PORT": str(port),
            "HEARTH_SCHEDULER_MANAGEMENT_PORT": str(management_port),
            "HEARTH_SCHEDULER_ADVERTISED": f"127.0.0.1:{port}",
        }
        super().__init__("scheduler", scheduler, settings, management_port, log)
