"""Requests and streams over one pool of connections."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import httpx

from inferencesh.client import wire
from inferencesh.client._sync._platform import chunks, sleep
from inferencesh.client.errors import APIConnectionError, APIError, APITimeoutError, error_of, retry_after
from inferencesh.client.sources import Source

_NOT_SENT = (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout)


class StreamRefused(Exception):
    """A stream was not opened, and may be later."""

    def __init__(self, error: APIError, asked: float | None) -> None:
        super().__init__(str(error))
        self.error = error
        self.asked = asked


class Http:
    """Sends what the namespaces ask for and turns every failure into an error of this package."""

    def __init__(
        self,
        api_key: str,
        base_url: str,
        *,
        timeout: float,
        stream_timeout: float,
        headers: dict[str, str] | None,
        max_retries: int,
    ) -> None:
        try:
            url = httpx.URL(base_url)
        except httpx.InvalidURL as invalid:
            raise ValueError(f"not an address of a server: {base_url!r}: {invalid}") from None
        if not url.host:  # what httpx below 0.24 makes of a port that is none
            raise ValueError(f"not an address of a server: {base_url!r}")
        self._base = str(url).rstrip("/")
        self._headers = httpx.Headers({"Accept": "application/json", "User-Agent": wire.USER_AGENT})
        self._headers.update(headers or {})
        self._headers["Authorization"] = f"Bearer {api_key}"
        self._timeout = timeout
        self._max_retries = max_retries
        self.stream_timeout = stream_timeout
        self._client = httpx.Client(timeout=httpx.Timeout(timeout, connect=min(10.0, timeout)))

    def close(self) -> None:
        self._client.close()

    def call(
        self,
        method: str,
        path: str,
        body: Any = None,
        *,
        repeatable: bool | None = None,
        idempotency_key: str | None = None,
        session_id: str | None = None,
        timeout: float | None = None,
    ) -> Any:
        """One request; gives the resource of the answer. ``repeatable`` says that doing it twice does no harm; methods
        that promise so, and requests with an idempotency key, are."""
        headers = self._headers.copy()
        if method in ("POST", "PUT"):
            headers["Content-Type"] = "application/json"
        if idempotency_key is not None:
            headers["Idempotency-Key"] = idempotency_key
        if repeatable is None:
            repeatable = method != "POST" or idempotency_key is not None
        read = self._timeout if timeout is None else timeout
        request = self._client.build_request(
            method,
            self._base + path,
            content=None if body is None else wire.encode(body),
            headers=headers,
            timeout=httpx.Timeout(read, connect=min(10.0, read)),
        )
        response = self._answer(lambda: request, repeatable, session_id)
        return wire.unwrap(response.status_code, response.headers, response.content)

    def put(self, url: str, source: Source, content_type: str, on_progress: Callable[[int, int], Any] | None) -> None:
        """Sends the bytes of a file to the place that was assigned to them, which has to know nobody."""

        def request() -> httpx.Request:
            return self._client.build_request(
                "PUT",
                httpx.URL(self._base + "/").join(url),
                content=_counted(source, on_progress),
                headers={
                    "Content-Type": content_type,
                    "Content-Length": str(source.size),
                    "User-Agent": wire.USER_AGENT,
                },
            )

        self._answer(request, True, None)

    def _answer(self, request: Callable[[], httpx.Request], repeatable: bool, session_id: str | None) -> httpx.Response:
        attempt = 0
        while True:
            attempt += 1
            asked = None
            sent = request()
            failure: APIError | APIConnectionError
            cause: Exception | None = None
            try:
                response = self._client.send(sent)
            except httpx.RequestError as broken:
                failure, cause = _connection_error(sent, broken), broken
                again = repeatable or isinstance(broken, _NOT_SENT)
            else:
                if response.is_success:
                    return response
                asked = retry_after(response.headers)
                failure = error_of(response.status_code, response.headers, response.text, session_id)
                again = repeatable and response.status_code in wire.PASSING and (asked or 0) <= wire.LONGEST_WAIT
            if not again or attempt > self._max_retries:
                raise failure from cause
            sleep(wire.delay_before(attempt, asked))

    @contextmanager
    def stream(self, path: str, idle: float) -> Iterator[Iterator[bytes]]:
        """The body of a stream. Breaks are ``httpx.RequestError``; a refusal that may pass is ``StreamRefused``."""
        headers = self._headers.copy()
        headers.update({"Accept": "application/x-ndjson", "Accept-Encoding": "identity", "Cache-Control": "no-cache"})
        timeout = httpx.Timeout(idle, connect=min(10.0, idle))
        with self._client.stream("GET", self._base + path, headers=headers, timeout=timeout) as response:
            if not response.is_success:
                response.read()
                error = error_of(response.status_code, response.headers, response.text)
                if response.status_code in wire.PASSING:
                    raise StreamRefused(error, retry_after(response.headers))
                raise error
            yield response.iter_bytes()

    def lines(self, path: str, policy: wire.Reconnects) -> Iterator[dict[str, Any]]:
        """The JSON objects of a stream, heartbeats included, over as many connections as ``policy`` allows."""
        while True:
            cause: Exception | None = None
            asked = None
            try:
                with self.stream(path, policy.idle()) as body:
                    lines = wire.Lines()
                    for chunk in body:
                        for line in lines.feed(chunk):
                            yield line
                        policy.remaining()
                    for line in lines.end():
                        yield line
            except httpx.RequestError as broken:
                cause = broken
            except StreamRefused as refused:
                cause, asked = refused.error, refused.asked
            sleep(policy.after_break(cause, asked))


def _counted(source: Source, on_progress: Callable[[int, int], Any] | None) -> Iterator[bytes]:
    sent = 0
    for chunk in chunks(source.chunks()):
        yield chunk
        sent += len(chunk)
        if on_progress is not None:
            on_progress(sent, source.size)


def _connection_error(request: httpx.Request, broken: httpx.RequestError) -> APIConnectionError:
    target = f"{request.method} {request.url.copy_with(query=None)}"
    if isinstance(broken, httpx.TimeoutException):
        return APITimeoutError(f"{target}: no answer in time ({type(broken).__name__})")
    return APIConnectionError(f"{target}: {broken or type(broken).__name__}")
