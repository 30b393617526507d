"""A server that says what a test tells it to say, and remembers what it was asked."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

#: In a stream: the connection breaks here, in the middle of the body.
CUT = object()
#: In a stream: silence for as long as the client stays.
HANG = object()
HEARTBEAT = b'{"type":"heartbeat"}\n'


@dataclass
class Request:
    method: str
    path: str
    headers: dict[str, str]
    body: bytes

    @property
    def json(self) -> Any:
        return json.loads(self.body) if self.body else None


@dataclass
class Reply:
    """One whole answer."""

    body: Any = None
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)

    def content(self) -> bytes:
        return self.body if isinstance(self.body, bytes) else json.dumps(self.body).encode()


@dataclass
class Stream:
    """A chunked body; objects become lines, bytes stay as they are, functions are called and give the next part."""

    parts: list[Any]


def data(value: Any) -> Reply:
    """A success in the envelope."""
    return Reply({"success": True, "status": 200, "data": value, "messages": []})


def error(status: int, code: str, message: str, **headers: str) -> Reply:
    text = {"code": code, "message": message}
    named = {key.replace("_", "-"): value for key, value in headers.items()}
    return Reply({"success": False, "status": status, "error": text, "detail": message}, status, named)


class Server:
    """``on`` says what a route answers: one answer after the other, the last one for ever."""

    def __init__(self) -> None:
        self.requests: list[Request] = []
        self._scripts: dict[tuple[str, str], list[Any]] = {}
        self._lock = threading.Lock()
        self.stopping = threading.Event()
        server = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def log_message(self, *_: Any) -> None:
                pass

            def answer(self) -> None:
                length = int(self.headers.get("Content-Length") or 0)
                body = self.rfile.read(length)
                headers = {key.lower(): value for key, value in self.headers.items()}
                request = Request(self.command, self.path, headers, body)
                self.send(server.next(request))

            do_GET = do_POST = do_PUT = do_DELETE = answer

            def send(self, reply: Any) -> None:
                if reply is CUT:
                    self.close_connection = True
                elif reply is HANG:
                    server.stopping.wait(20)
                    self.close_connection = True
                elif isinstance(reply, Stream):
                    self.stream(reply)
                else:
                    self.whole(reply)

            def whole(self, reply: Reply) -> None:
                content = b"" if reply.status == 204 else reply.content()
                self.send_response(reply.status)
                for key, value in {"Content-Type": "application/json", **reply.headers}.items():
                    self.send_header(key, value)
                self.send_header("Content-Length", str(len(content)))
                self.end_headers()
                self.wfile.write(content)

            def stream(self, reply: Stream) -> None:
                self.send_response(200)
                self.send_header("Content-Type", "application/x-ndjson")
                self.send_header("Transfer-Encoding", "chunked")
                self.end_headers()
                self.close_connection = True
                try:
                    for part in reply.parts:
                        if callable(part):
                            part = part()
                        if part is CUT:
                            return
                        if part is HANG:
                            server.stopping.wait(20)
                            return
                        line = part if isinstance(part, bytes) else json.dumps(part).encode() + b"\n"
                        self.wfile.write(b"%x\r\n%s\r\n" % (len(line), line))
                        self.wfile.flush()
                    self.wfile.write(b"0\r\n\r\n")
                except OSError:
                    pass  # the client went away, which some tests want

        class Listener(ThreadingHTTPServer):
            daemon_threads = True

        self._http = Listener(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self._http.server_address[1]}"
        self._thread = threading.Thread(target=self._http.serve_forever, args=(0.02,), daemon=True)
        self._thread.start()

    def on(self, route: str, *answers: Any) -> None:
        """``route`` is ``METHOD /path``. An answer may be a function of the request."""
        method, path = route.split(" ", 1)
        with self._lock:
            self._scripts[(method, path)] = list(answers)

    def next(self, request: Request) -> Any:
        with self._lock:
            self.requests.append(request)
            script = self._scripts.get((request.method, request.path))
            if not script:
                return error(404, "not_found", f"not scripted: {request.method} {request.path}")
            answer: Any = script.pop(0) if len(script) > 1 else script[0]
        return answer(request) if isinstance(answer, Callable) else answer  # type: ignore[arg-type]

    def asked(self, route: str) -> list[Request]:
        """The requests of a route so far."""
        with self._lock:
            return [each for each in self.requests if f"{each.method} {each.path}" == route]

    def close(self) -> None:
        self.stopping.set()
        self._http.shutdown()
        self._http.server_close()


def task(status: int, **fields: Any) -> dict[str, Any]:
    """A task as the server sends it."""
    return {
        "id": "t1",
        "created_at": "2026-01-01T00:00:00Z",
        "updated_at": "2026-01-01T00:00:00Z",
        "status": status,
        "input": {},
        "output": None,
        "logs": [],
        "session_id": None,
        **fields,
    }
