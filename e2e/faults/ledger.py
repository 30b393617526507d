"""The world as the test app sees it."""

from __future__ import annotations

import json
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from history import History


class Ledger:
    """``POST /effects`` with ``{"task_id", "attempt", "phase"}``, written down before it is answered."""

    def __init__(self, history: History) -> None:
        self._history = history
        self._lock = threading.Lock()
        self._finished: set[tuple[str, int]] = set()
        self.effects = 0
        ledger = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                effect = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
                ledger._take(effect["task_id"], effect["attempt"], effect["phase"])
                self.send_response(204)
                self.end_headers()

            def log_message(self, format: str, *args: object) -> None:
                pass

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        threading.Thread(target=self._server.serve_forever, name="ledger", daemon=True).start()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._server.server_address[1]}/effects"

    def has_finished(self, task_id: str, attempt: int) -> bool:
        """Whether an attempt came to its last line."""
        with self._lock:
            return (task_id, attempt) in self._finished

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()

    def _take(self, task_id: str, attempt: int, phase: str) -> None:
        with self._lock:
            self.effects += 1
            if phase == "finished":
                self._finished.add((task_id, attempt))
        if phase == "started":  # an attempt that starts twice is one that has its effect twice
            self._history.effect(task_id, attempt)
