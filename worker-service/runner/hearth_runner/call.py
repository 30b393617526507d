"""One call from its frame to its output."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable
from concurrent.futures import Future
from dataclasses import dataclass, field
from typing import Any

from pydantic import TypeAdapter, ValidationError

from hearth_runner.app import AppContext, AppModule
from hearth_runner.connection import Connection, Frame
from hearth_runner.errors import (
    APP_ERROR,
    FILE_UNAVAILABLE,
    INVALID_INPUT,
    CallError,
    Cancelled,
    describe_validation,
    message_of,
    printable,
)
from hearth_runner.files import FileExchange, InputFiles, OutputFiles, Version, place
from hearth_runner.functions import AppFunction, is_model
from hearth_runner.leftovers import ticks_now
from hearth_runner.limits import told
from hearth_runner.output import fitted, write
from inferencesh import Metadata
from inferencesh.file import File, FileHooks, FileUnavailableError

Waiter = Callable[["Future[Frame]"], Awaitable[Frame]]

_EMPTY = (b"", b"null")
#: One frame of a log; its header may grow sixfold when it is written as ASCII.
_LOG_CHARACTERS = 1 << 16
_ANYTHING: TypeAdapter[Any] = TypeAdapter(Any)


@dataclass
class Call:
    """A call in progress. Owned by the main thread; the reader's thread only compares it."""

    task_id: str
    function: AppFunction | None = None
    is_started: bool = False
    #: Whether its coroutine was cut off, for want of an end of its own.
    is_forced: bool = False
    began_ticks: int = field(default_factory=ticks_now)
    sequence: int = 0
    last_partial: bytes = b""
    run_nanoseconds: int = 0
    inputs: dict[Version, str] = field(default_factory=dict)
    task: asyncio.Task[None] | None = None
    canceller: asyncio.Task[None] | None = None


@dataclass
class Host:
    """What calls share with the process that runs them."""

    connection: Connection
    exchange: FileExchange
    context: AppContext
    #: Waits for an answer of the engine in the way that fits the mode of the process.
    wait: Waiter
    #: Awaits something of the app, on an event loop in either mode.
    settle: Callable[[Any], Awaitable[Any]]

    def metadata(self, values: dict[str, Any]) -> Metadata:
        return Metadata(log_sink=self.log, **values)

    def log(self, content: str) -> None:
        text = printable(content)
        for start in range(0, max(len(text), 1), _LOG_CHARACTERS):
            self.connection.send({"type": "log", "content": text[start : start + _LOG_CHARACTERS]})

    async def validated(self, adapter: TypeAdapter[Any] | None, payload: bytes, inputs: dict[Version, str]) -> Any:
        """The value of a payload with its files on this machine; ``inputs`` learns where each of them came from."""
        built: list[File] = []
        token = FileHooks.built.set(built.append)
        try:
            value = (adapter or _ANYTHING).validator.validate_json(payload)
        except ValidationError as error:
            raise CallError(INVALID_INPUT, describe_validation(error), error) from error
        except Exception as error:  # validators of the app may raise anything
            raise CallError(INVALID_INPUT, message_of(error), error) from error
        finally:
            FileHooks.built.reset(token)
        if built:
            for files, answer in InputFiles(self.exchange, built).request(value):
                version = place(files, await self.wait(answer))
                if version is not None:
                    inputs[version] = files[0].uri or ""
        return value


class Performance:
    """Performs one call of a loaded app."""

    def __init__(self, host: Host, module: AppModule, app: Any, call: Call) -> None:
        self._host = host
        self._module = module
        self._app = app
        self._call = call
        self._outputs: OutputFiles | None = None

    async def perform(self, frame: Frame) -> bytes:
        """Output of the call. Raises ``CallError`` for a failure, ``Cancelled`` or ``CancelledError`` for a cancel."""
        call, host = self._call, self._host
        function = call.function = self._function(frame.header.get("function") or "")
        value = await host.validated(function.input_adapter, _payload(function, frame.payload), call.inputs)
        metadata = host.metadata({**(frame.header.get("metadata") or {}), "attempt": frame.header.get("attempt")})
        if host.context.is_cancelled():
            raise Cancelled
        host.connection.send({"type": "started", "task_id": call.task_id})
        call.is_started = True
        began = time.perf_counter_ns()
        try:
            result = await self._run(function, value, metadata)
        finally:
            call.run_nanoseconds = time.perf_counter_ns() - began
        return result if isinstance(result, _Streamed) else await self._write(result, is_last=True)

    def _function(self, name: str) -> AppFunction:
        functions = self._module.functions
        function = functions.find(name) if name else functions.default
        if function is None:
            names = ", ".join(functions.names) or "none"
            problem = f"App has no function {name!r}, but" if name else "A function is required,"
            raise CallError(INVALID_INPUT, f"{problem} one of: {names}")
        return function

    async def _run(self, function: AppFunction, value: Any, metadata: Metadata) -> Any:
        try:
            result = function.parameters.call(getattr(self._app, function.name), value, metadata)
            if hasattr(result, "__await__"):
                result = await self._host.settle(result)
            if hasattr(result, "__aiter__"):
                return await self._host.settle(self._drain_async(result))
            if hasattr(result, "__next__"):
                return await self._drain(result)
            return result
        except (CallError, Cancelled):
            raise
        except asyncio.CancelledError as error:
            if self._host.context.is_cancelled():
                raise
            raise CallError(APP_ERROR, message_of(error), error) from error
        except FileUnavailableError as error:
            raise CallError(FILE_UNAVAILABLE, message_of(error), error) from error
        except BaseException as error:  # whatever the app does, sys.exit included, is a result of the call
            code, message = told(error)
            raise CallError(code, message, error) from error

    async def _drain_async(self, stream: Any) -> _Streamed:
        try:
            async for snapshot in stream:
                await self._partial(snapshot)
        finally:
            if hasattr(stream, "aclose"):
                await stream.aclose()
        return self._streamed()

    async def _drain(self, stream: Any) -> _Streamed:
        try:
            for snapshot in stream:
                await self._partial(snapshot)
        finally:
            if hasattr(stream, "close"):
                stream.close()
        return self._streamed()

    async def _partial(self, snapshot: Any) -> None:
        call = self._call
        call.last_partial = await self._write(snapshot, is_last=False)
        call.sequence += 1
        header = {"type": "partial", "task_id": call.task_id, "sequence": call.sequence}
        self._host.connection.send(header, call.last_partial)
        if self._host.context.is_cancelled():
            raise Cancelled

    def _streamed(self) -> _Streamed:
        if not self._call.last_partial and self._call.function is not None:
            self._host.log(f"warning: {self._call.function.name} yielded nothing, so the output is null")
        return _Streamed(self._call.last_partial or b"null")

    async def _write(self, value: Any, *, is_last: bool) -> bytes:
        value = fitted(value, self._call.function) if self._call.function else value
        files: list[File] = []

        def collect(file: File) -> str:
            files.append(file)
            return ""

        data = write(value, collect)
        if not files:
            return data
        outputs = self._outputs = self._outputs or OutputFiles(self._host.exchange, self._call.inputs)
        missing = outputs.missing(files)
        if missing and is_last:
            self._host.connection.send({"type": "uploading", "task_id": self._call.task_id})
        answers = [(shown, outputs.upload(shown)) for shown in missing]
        for shown, answer in answers:
            outputs.uploaded(shown, await self._host.wait(answer))
        return write(value, outputs.url_of)


class _Streamed(bytes):
    """Output of a stream: its last snapshot, already written."""


def _payload(function: AppFunction, payload: bytes) -> bytes:
    if payload not in _EMPTY:
        return payload
    return b"{}" if is_model(function.input_type) else b"null"
