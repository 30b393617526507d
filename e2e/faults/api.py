"""The public API as a client sees it that does not give up."""

from __future__ import annotations

import http.client
import json
import threading
import time
import urllib.request
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

#: Nothing may hang: a request is answered, with 503 if need be, or its connection breaks.
ANSWER_SECONDS = 30
#: How long a client goes on asking for one thing.
PATIENCE_SECONDS = 150


class Broken(Exception):
    """A connection that could not be made, or that ended before its answer."""


class Refused(AssertionError):
    """An answer that no fault excuses."""


@dataclass(frozen=True)
class Answer:
    status: int
    body: bytes

    @property
    def data(self) -> Any:
        return json.loads(self.body)["data"]


class PatientApi:
    """Safe for use by several threads. Counts what it met."""

    def __init__(self, url: str, key: str) -> None:
        self._address = urlsplit(url).netloc
        self._headers = {"Authorization": f"Bearer {key}", "Content-Type": "application/json"}
        self._lock = threading.Lock()
        self._over = threading.Event()
        self.met: Counter[str] = Counter()
        self.slowest = 0.0

    def insist(self, method: str, path: str, body: Any = None, headers: dict[str, str] | None = None) -> Any:
        """Asks until there is an answer; connections that break and 503 are what a client repeats."""
        deadline = time.monotonic() + PATIENCE_SECONDS
        pause = 0.05
        while True:
            try:
                answer = self.once(method, path, body, headers)
                if answer.status in (200, 201):
                    return answer.data
                if answer.status != 503:
                    raise Refused(f"{method} {path}: HTTP {answer.status} {answer.body[:500]!r}")
                why = f"HTTP 503 {answer.body[:300]!r}"
            except Broken as broken:
                why = str(broken)
            if time.monotonic() > deadline:
                raise Refused(f"{method} {path}: no answer within {PATIENCE_SECONDS} s, at last: {why}")
            if self._over.wait(pause):
                raise Refused(f"{method} {path}: no answer before the end, at last: {why}")
            pause = min(pause * 2, 1)

    def close(self) -> None:
        """Ends the patience of whoever still waits."""
        self._over.set()

    def once(self, method: str, path: str, body: Any = None, headers: dict[str, str] | None = None) -> Answer:
        began = time.monotonic()
        connection = http.client.HTTPConnection(self._address, timeout=ANSWER_SECONDS)
        try:
            connection.request(method, path, _bytes(body), self._headers | (headers or {}))
            response = connection.getresponse()
            answer = Answer(response.status, response.read())
        except TimeoutError:
            raise Refused(f"{method} {path}: no answer within {ANSWER_SECONDS} s") from None
        except (OSError, http.client.HTTPException) as error:
            self._meet("broken connection", began)
            raise Broken(repr(error)) from error
        finally:
            connection.close()
        self._meet(f"HTTP {answer.status}", began)
        return answer

    def download(self, url: str) -> bytes:
        """The bytes of a stored file."""
        try:
            with urllib.request.build_opener(urllib.request.ProxyHandler({})).open(url, timeout=ANSWER_SECONDS) as answer:
                content: bytes = answer.read()
                return content
        except OSError as error:
            raise Refused(f"GET {url}: {error!r}") from error

    def stream(self, path: str, seconds: float) -> Iterator[dict[str, Any]]:
        """The tasks that a stream shows, until it ends, breaks or has lasted this long. An answer of 503 shows none."""
        deadline = time.monotonic() + seconds
        connection = http.client.HTTPConnection(self._address, timeout=ANSWER_SECONDS)
        try:
            connection.request("GET", path, headers=self._headers | {"Accept": "application/x-ndjson"})
            response = connection.getresponse()
            if response.status == 503:
                return
            if response.status != 200:
                raise Refused(f"GET {path}: HTTP {response.status} {response.read()[:500]!r}")
            while line := response.readline():
                shown = json.loads(line)
                if shown.get("type") != "heartbeat":
                    yield shown.get("data") if "fields" in shown else shown
                if time.monotonic() > deadline or self._over.is_set():
                    return
        except TimeoutError:
            raise Refused(f"GET {path}: neither news nor a heartbeat within {ANSWER_SECONDS} s") from None
        except (OSError, http.client.HTTPException, json.JSONDecodeError):
            self._meet("broken stream", None)
        finally:
            connection.close()

    def _meet(self, what: str, began: float | None) -> None:
        with self._lock:
            self.met[what] += 1
            if began is not None:
                self.slowest = max(self.slowest, time.monotonic() - began)


def _bytes(body: Any) -> bytes | None:
    return None if body is None else json.dumps(body).encode()
