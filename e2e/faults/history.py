"""What was seen of a run, in the format that the checker reads."""

from __future__ import annotations

import json
import threading
from pathlib import Path
from typing import Any


class History:
    """A file of JSON lines. Any thread may add; what one observer adds is in its order."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._file = path.open("w")
        self._lock = threading.Lock()

    def acknowledged(self, task_id: str) -> None:
        self._add({"kind": "ack", "task_id": task_id})

    def snapshot(self, observer: str, task: dict[str, Any], after_quiet: bool = False) -> None:
        line: dict[str, Any] = {"kind": "snapshot", "task_id": task["id"], "observer": observer}
        line |= {"status": task["status"], "attempt": task["attempt"], "after_quiet": after_quiet}
        output = task.get("output")
        if isinstance(output, dict) and isinstance(output.get("attempt"), int):
            line["output_attempt"] = output["attempt"]
        self._add(line)

    def effect(self, task_id: str, attempt: int) -> None:
        self._add({"kind": "effect", "task_id": task_id, "attempt": attempt})

    def close(self) -> None:
        with self._lock:
            self._file.close()

    def _add(self, line: dict[str, Any]) -> None:
        with self._lock:
            if not self._file.closed:
                self._file.write(json.dumps(line) + "\n")
                self._file.flush()
