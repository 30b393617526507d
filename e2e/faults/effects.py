"""The world as the tools of agents see it: who had which effect, and how often."""

from __future__ import annotations

import json
import threading
import time
from collections import Counter
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

#: What is held for so long was forgotten.
HELD_SECONDS = 120


class Effects:
    """``POST`` with ``{"effect", "milliseconds"?}``: counted, and after the pause answered with ``{"seen"}``."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._seen: Counter[str] = Counter()
        self._held: dict[str, threading.Event] = {}
        effects = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                asked = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
                effects._take(asked["effect"], asked.get("milliseconds", 0) / 1000)
                answer = json.dumps({"seen": asked["effect"]}).encode()
                try:
                    self.send_response(200)
                    self.send_header("Content-Type", "application/json")
                    self.send_header("Content-Length", str(len(answer)))
                    self.end_headers()
                    self.wfile.write(answer)
                except OSError:
                    pass  # who asked was killed meanwhile

            def log_message(self, format: str, *args: object) -> None:
                pass

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        threading.Thread(target=self._server.serve_forever, name="effects", daemon=True).start()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._server.server_address[1]}/effects"

    @property
    def all(self) -> int:
        with self._lock:
            return sum(self._seen.values())

    def count(self, effect: str) -> int:
        with self._lock:
            return self._seen[effect]

    def hold(self, effect: str) -> None:
        """From now on it is counted at once and answered once it is let go."""
        with self._lock:
            self._held[effect] = threading.Event()

    def let_go(self, effect: str) -> None:
        with self._lock:
            held = self._held.get(effect)
        if held is not None:
            held.set()

    def close(self) -> None:
        with self._lock:
            held = list(self._held.values())
        for each in held:
            each.set()
        self._server.shutdown()
        self._server.server_close()

    def _take(self, effect: str, seconds: float) -> None:
        with self._lock:
            self._seen[effect] += 1
            held = self._held.get(effect)
        if held is not None:
            held.wait(HELD_SECONDS)
        time.sleep(seconds)
