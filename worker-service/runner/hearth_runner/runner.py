"""The process: one thread reads frames, the main thread loads the app and runs its calls."""

from __future__ import annotations

import asyncio
import os
import queue
import sys
import threading
from collections import deque
from collections.abc import Coroutine
from concurrent.futures import Future
from pathlib import Path
from typing import Any, NoReturn

from pydantic import TypeAdapter

import inferencesh
from hearth_runner.app import AppContext, AppMissing, AppModule, EmptySetup
from hearth_runner.call import Call, Host, Performance
from hearth_runner.connection import Connection, Frame
from hearth_runner.describe import describe
from hearth_runner.errors import INVALID_INPUT, SETUP_FAILED, CallError, Cancelled, current_python, message_of, where_of
from hearth_runner.files import FileExchange
from hearth_runner.functions import is_async, parameters_of
from hearth_runner.logs import print_traceback
from inferencesh.file import FileHooks

#: An app that has its own way to end gets this long before its coroutine is cancelled; half of the usual grace.
_OWN_WAY_SECONDS = 5.0
_UNLOAD_SECONDS = 5.0
#: For threads and exit handlers of the app once everything else is done.
_EXIT_SECONDS = 2.0
#: Exit status after an error of the runner or the engine, not of the app.
_BROKEN = 70

_LIFECYCLE = ("setup", "unload", "on_cancel")


class Runner:
    """Serves one engine over one connection.

    An app without anything asynchronous runs in blocking mode: frames reach the main thread through a queue. Otherwise
    the main thread runs an event loop for as long as the process lives, so that what the app started on it goes on
    between calls.
    """

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._exchange = FileExchange(connection)
        self._context = AppContext()
        self._host = Host(connection, self._exchange, self._context, self._wait, self._settle)
        self._inbox: queue.SimpleQueue[Frame] = queue.SimpleQueue()
        self._loop: asyncio.AbstractEventLoop | None = None
        self._loop_inbox: deque[Frame] = deque()
        self._is_busy = False
        self._module: AppModule | None = None
        self._app: Any = None
        self._exit_status: int | None = None
        # Guards what both threads touch: which call is current, which wait, and where frames go.
        self._lock = threading.Lock()
        self._current: Call | None = None
        self._waiting: set[str] = set()
        self._skipped: set[str] = set()

    def serve(self) -> NoReturn:
        self._connection.send(
            {"type": "hello", "pid": os.getpid(), "python": current_python(), "sdk": inferencesh.__version__}
        )
        threading.Thread(target=self._read, name="hearth-reader", daemon=True).start()
        while self._exit_status is None:
            frame = self._inbox.get()
            if frame.type == "load":
                self._load(frame)
            else:
                _drive(self._handle(frame))
        self._exit(self._exit_status)

    # The reader's thread

    def _read(self) -> None:
        try:
            while (frame := self._connection.receive()) is not None:
                self._arrived(frame)
        except OSError:  # the engine went away with frames unread; the same as a close
            pass
        except Exception as error:  # what came is no frame: nothing that follows can be trusted
            print_traceback(error)
            os._exit(_BROKEN)
        os._exit(0)

    def _arrived(self, frame: Frame) -> None:
        match frame.type:
            case "call":
                with self._lock:
                    self._waiting.add(frame.header["task_id"])
                self._deliver(frame)
            case "load" | "unload" | "describe":
                self._deliver(frame)
            case "cancel":
                self._cancel(frame.header["task_id"])
            case "fetched" | "fetch_failed" | "uploaded" | "upload_failed":
                self._exchange.answered(frame)
            case _:
                pass

    def _deliver(self, frame: Frame) -> None:
        with self._lock:
            loop = self._loop
            if loop is None:
                self._inbox.put(frame)
                return
        loop.call_soon_threadsafe(self._arrived_on_loop, frame)

    def _cancel(self, task_id: str) -> None:
        with self._lock:
            if task_id in self._waiting:
                self._skipped.add(task_id)
                return
            call = self._current
            if call is None or call.task_id != task_id or self._context.is_cancelled():
                return
            self._context.request_cancel()
        self._exchange.give_up()
        on_cancel = getattr(self._app, "on_cancel", None)
        blocks = call.function is None or not call.function.is_async
        if self._loop is not None and not (blocks and on_cancel is not None and not is_async(on_cancel)):
            self._loop.call_soon_threadsafe(self._cancel_on_loop, call)
        elif on_cancel is not None and call.is_started:
            threading.Thread(target=lambda: _drive(self._on_cancel()), name="hearth-cancel", daemon=True).start()

    # The event loop

    def _serve_on_loop(self, first: Frame) -> None:
        loop = asyncio.new_event_loop()
        asyncio.set_event_loop(loop)
        with self._lock:
            self._loop = loop
            self._loop_inbox.append(first)
            while not self._inbox.empty():
                self._loop_inbox.append(self._inbox.get())
        self._next_on_loop()
        loop.run_forever()

    def _arrived_on_loop(self, frame: Frame) -> None:
        self._loop_inbox.append(frame)
        if not self._is_busy:
            self._next_on_loop()

    def _next_on_loop(self) -> None:
        loop = self._loop
        if loop is not None and self._loop_inbox and self._exit_status is None:
            self._is_busy = True
            loop.create_task(self._handle_on_loop(self._loop_inbox.popleft())).add_done_callback(_crash_on_error)

    async def _handle_on_loop(self, frame: Frame) -> None:
        await self._handle(frame)
        self._is_busy = False
        if self._exit_status is not None and self._loop is not None:
            self._loop.stop()
        self._next_on_loop()

    def _cancel_on_loop(self, call: Call) -> None:
        if self._loop is not None and self._current is call and call.is_started:
            call.canceller = self._loop.create_task(self._end(call))

    async def _end(self, call: Call) -> None:
        await self._on_cancel()
        if self._context.was_asked or getattr(self._app, "on_cancel", None) is not None:
            await asyncio.sleep(_OWN_WAY_SECONDS)
        if self._current is call and call.task is not None:
            call.task.cancel()

    async def _on_cancel(self) -> None:
        on_cancel = getattr(self._app, "on_cancel", None)
        if on_cancel is None:
            return
        try:
            result = on_cancel()
            if hasattr(result, "__await__"):
                await self._settle(result)
        except Exception as error:  # code of the app; the cancel goes on without it
            print_traceback(error)

    async def _wait(self, answer: Future[Frame]) -> Frame:
        return answer.result() if self._loop is None else await asyncio.wrap_future(answer)

    async def _settle(self, result: Any) -> Any:
        """Awaits something of the app; in blocking mode, what a plain function gave back needs a loop after all."""
        if self._loop is not None:
            return await result
        loop = asyncio.new_event_loop()
        try:
            return loop.run_until_complete(result)
        finally:
            loop.close()

    # What frames ask for, in either mode

    async def _handle(self, frame: Frame) -> None:
        match frame.type:
            case "call":
                await self._call(frame)
            case "load":
                await self._start_app(frame)
            case "unload":
                await self._unload()
            case _:
                self._exit_status = describe(frame, self._connection)

    def _load(self, frame: Frame) -> None:
        root = Path(frame.header["root"])
        self._connection.send({"type": "stage", "stage": "importing"})
        try:
            self._module = AppModule(root, frame.header.get("default_function") or "")
        except BaseException as error:  # code of the app
            self._load_failed(CallError(SETUP_FAILED, message_of(error), error), root)
            return
        if self._has_async_parts(self._module):
            self._serve_on_loop(frame)
        else:
            _drive(self._handle(frame))

    def _has_async_parts(self, module: AppModule) -> bool:
        methods = [getattr(module.app_class, name, None) for name in _LIFECYCLE]
        functions = [module.functions.find(name) for name in module.functions.names]
        return any(is_async(method) for method in methods if method is not None and not _is_base(method)) or any(
            function.is_async for function in functions if function is not None
        )

    async def _start_app(self, frame: Frame) -> None:
        module = self._module
        if module is None:
            raise RuntimeError("load was not begun")
        try:
            await self._set_up(module, frame)
        except CallError as error:
            self._load_failed(error, module.root)
        except BaseException as error:  # code of the app
            self._load_failed(CallError(SETUP_FAILED, message_of(error), error), module.root)
        else:
            self._connection.send({"type": "ready"})

    async def _set_up(self, module: AppModule, frame: Frame) -> None:
        FileHooks.fetch = self._exchange.fetch_blocking
        self._connection.send({"type": "stage", "stage": "setting_up"})
        self._app = module.construct(self._context)
        payload = b"{}" if frame.payload in (b"", b"null") else frame.payload
        try:
            setup = await self._host.validated(TypeAdapter(module.setup_model or EmptySetup), payload, {})
        except CallError as error:
            code = SETUP_FAILED if error.code == INVALID_INPUT else error.code
            raise CallError(code, f"Setup does not fit: {error}", error.cause) from error
        method = getattr(module.app_class, "setup", None)
        if method is None or _is_base(method):
            return
        parameters = parameters_of(method)
        result = parameters.call(self._app.setup, setup, self._host.metadata(frame.header.get("metadata") or {}))
        if hasattr(result, "__await__"):
            await self._settle(result)

    def _load_failed(self, error: CallError, root: Path) -> None:
        cause = error.cause or error
        if not isinstance(cause, AppMissing):
            print_traceback(cause)
        where = where_of(cause, root / "src")
        self._connection.send({"type": "load_failed", "code": error.code, "message": str(error), "where": where})
        self._exit_status = 1

    async def _call(self, frame: Frame) -> None:
        task_id = frame.header["task_id"]
        call = self._begin(task_id)
        if call is None:
            self._connection.send({"type": "cancelled", "task_id": task_id})
            return
        if self._module is None:
            raise RuntimeError("call before load")
        output, failure = b"", None
        try:
            output = await Performance(self._host, self._module, self._app, call).perform(frame)
        except CallError as error:
            failure = error
        except (Cancelled, asyncio.CancelledError):
            pass  # the flag says so too
        if failure is not None and failure.cause is not None:
            print_traceback(failure.cause)
        self._finish(call, output, failure)

    def _begin(self, task_id: str) -> Call | None:
        with self._lock:
            self._waiting.discard(task_id)
            if task_id in self._skipped:
                self._skipped.discard(task_id)
                return None
            self._context.reset()
            self._current = Call(task_id, task=asyncio.current_task() if self._loop is not None else None)
            return self._current

    def _finish(self, call: Call, output: bytes, failure: CallError | None) -> None:
        with self._lock:
            self._current = None
            is_cancelled = self._context.is_cancelled()
        if call.canceller is not None:
            call.canceller.cancel()
        if is_cancelled:
            self._connection.send({"type": "cancelled", "task_id": call.task_id}, call.last_partial)
        elif failure is None:
            microseconds = call.run_nanoseconds // 1000
            header = {"type": "result", "task_id": call.task_id, "run_microseconds": microseconds}
            self._connection.send(header, output)
        else:
            where = where_of(failure.cause, self._module.source) if failure.cause and self._module else ""
            header = {"type": "failed", "task_id": call.task_id, "code": failure.code, "message": str(failure)}
            self._connection.send({**header, "where": where}, call.last_partial)

    async def _unload(self) -> None:
        self._exit_status = 0
        unload = getattr(self._app, "unload", None)
        if unload is not None and not _is_base(unload):
            watchdog = threading.Timer(_UNLOAD_SECONDS, self._unload_took_too_long)
            watchdog.daemon = True
            watchdog.start()
            try:
                result = unload()
                if hasattr(result, "__await__"):
                    await self._settle(result)
            except BaseException as error:  # code of the app; the process ends anyway
                print_traceback(error)
            watchdog.cancel()
        self._connection.send({"type": "unloaded"})

    def _unload_took_too_long(self) -> None:
        print(f"unload() did not end within {_UNLOAD_SECONDS:g} s", file=sys.stderr, flush=True)
        self._connection.send({"type": "unloaded"})
        os._exit(0)

    def _exit(self, status: int) -> NoReturn:
        watchdog = threading.Timer(_EXIT_SECONDS, os._exit, (status,))
        watchdog.daemon = True
        watchdog.start()
        sys.exit(status)


def _is_base(method: Any) -> bool:
    return getattr(method, "__module__", "").split(".")[0] == "inferencesh"


def _crash_on_error(task: asyncio.Task[None]) -> None:
    """A bug of the runner must not leave a process that answers nothing."""
    error = None if task.cancelled() else task.exception()
    if error is not None:
        print_traceback(error)
        os._exit(_BROKEN)


def _drive(coroutine: Coroutine[Any, Any, None]) -> None:
    """Runs a coroutine without a loop; in blocking mode nothing in it waits for one."""
    try:
        coroutine.send(None)
    except StopIteration:
        return
    coroutine.close()
    raise RuntimeError("blocking mode met something to wait for")
