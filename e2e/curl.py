"""curl, as a user types it."""

from __future__ import annotations

import json
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import IO, Any

from harness import Stack


@dataclass(frozen=True)
class Answer:
    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def json(self) -> Any:
        return json.loads(self.body)

    @property
    def data(self) -> Any:
        """The `data` of a success envelope, which has to be one."""
        envelope = self.json
        assert 200 <= self.status < 300, f"{self.status}: {envelope}"
        assert envelope["success"] is True and envelope["status"] == self.status and envelope["messages"] == []
        return envelope["data"]

    def refused(self, status: int, code: str) -> str:
        """Asserts the normal error form and returns its text."""
        body = self.json
        assert (self.status, body["error"]["code"]) == (status, code), body
        assert (body["success"], body["status"]) == (False, status)
        assert body["detail"] == body["error"]["message"] != ""
        return body["detail"]


class Curl:
    def __init__(self, stack: Stack, key: str | None = None) -> None:
        self.url = stack.url
        self._key = key or stack.key

    def __call__(self, method: str, path: str, body: Any = None, *arguments: str, key: str | None = None) -> Answer:
        """One request. `body` is sent as JSON, text as it is; a path may be a whole address, to which no key is sent."""
        line = [*self._line(path, key), "-X", method, *arguments]
        sent = b""
        if body is not None:
            sent = body.encode() if isinstance(body, str) else json.dumps(body).encode()
            line += ["--data-binary", "@-"]
        done = subprocess.run([*line, "-i"], input=sent, capture_output=True, timeout=90)
        assert done.returncode == 0, f"curl ended with {done.returncode}: {done.stderr.decode()}"
        return _parse(done.stdout)

    @contextmanager
    def stream(self, path: str, accept: str | None, *arguments: str) -> Iterator[IO[bytes]]:
        """The body as it comes, unbuffered. Leaving the block checks that curl saw a clean end."""
        line = [*self._line(path, None), "-N", *(["-H", f"Accept: {accept}"] if accept else []), *arguments]
        process = subprocess.Popen(line, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        assert process.stdout and process.stderr
        try:
            yield process.stdout
            process.stdout.read()
            assert process.wait(60) == 0, f"the stream broke off: {process.stderr.read().decode()}"
        finally:
            process.kill()
            process.wait()

    def lines(self, path: str, accept: str | None, *arguments: str) -> list[tuple[float, bytes]]:
        """Every line of a stream read to its end, with the seconds after which it came."""
        began = time.monotonic()
        with self.stream(path, accept, *arguments) as body:
            return [(time.monotonic() - began, line) for line in body]

    def _line(self, path: str, key: str | None) -> list[str]:
        line = ["curl", "-sS", "--max-time", "80"]
        if path.startswith("http"):
            return [*line, path]
        if key != "":
            line += ["-H", f"Authorization: Bearer {key or self._key}"]
        return [*line, "-H", "Content-Type: application/json", "--path-as-is", self.url + path]


def _parse(raw: bytes) -> Answer:
    head, _, body = raw.partition(b"\r\n\r\n")
    while head.startswith(b"HTTP/1.1 100"):
        head, _, body = body.partition(b"\r\n\r\n")
    first, *rest = head.decode("latin-1").split("\r\n")
    headers = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in rest)}
    return Answer(int(first.split()[1]), headers, body)


def ndjson(lines: list[tuple[float, bytes]]) -> list[Any]:
    """The tasks on an NDJSON stream's lines, without heartbeats."""
    parsed = [json.loads(line) for _, line in lines if line.strip()]
    return [message for message in parsed if message.get("type") != "heartbeat"]


def sse(lines: list[tuple[float, bytes]]) -> list[Any]:
    """The tasks in unnamed messages of an event stream."""
    text = b"".join(line for _, line in lines).decode()
    messages = [message for message in text.split("\n\n") if message.strip()]
    unnamed = [message for message in messages if message.startswith("data:")]
    return [json.loads(message.removeprefix("data:").strip()) for message in unnamed]
