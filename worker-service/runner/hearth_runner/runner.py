"""The process: one thread reads frames, the main thread loads the app and runs its calls."""

from __future__ import annotations

import asyncio
import os
import queue
import sys
import threading
from collections import deque
from concurrent.futures import Future
from typing import Any, NoReturn

import inferencesh
from hearth_runner.app import AppContext, AppModule
from hearth_runner.call import Call, Host, Performance
from hearth_runner.cancel import Canceller, drive
from hearth_runner.connection import Connection, Frame
from hearth_runner.describe import describe
from hearth_runner.ending import end_process, unload
from hearth_runner.errors import INVALID_OUTPUT, CallError, Cancelled, current_python, located, where_of
from hearth_runner.files import FileExchange
from hearth_runner.leftovers import left_running
from hearth_runner.loading import Loading, has_async_parts
from hearth_runner.logs import print_traceback
from hearth_runner.turns import Turns

#: Exit status after an error of the runner or the engine, not of the app.
_BROKEN = 70


class Runner:
    """Serves one engine over one connection.

    An app without anything asynchronous runs in blocking mode: frames reach the main thread through a queue. Otherwise
    the main thread runs an event loop for as long as the process lives, so that what the app started on it goes on
    between calls.
    """

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._exchange = FileExchange(connection)
        context = AppContext()
        self._host = Host(connection, self._exchange, context, self._wait, self._settle)
        self._turns = Turns(context)
        self._canceller = Canceller(self._host, self._turns, lambda: self._app)
        self._inbox: queue.SimpleQueue[Frame] = queue.SimpleQueue()
        self._loop: asyncio.AbstractEventLoop | None = None
        self._loop_inbox: deque[Frame] = deque()
        #: Guards the change from the one inbox to the other.
        self._delivery = threading.Lock()
        self._is_busy = False
        self._module: AppModule | None = None
        self._app: Any = None
        self._exit_status: int | None = None

    def serve(self) -> NoReturn:
        self._connection.send(
            {"type": "hello", "pid": os.getpid(), "python": current_python(), "sdk": inferencesh.__version__}
        )
        threading.Thread(target=self._read, name="hearth-reader", daemon=True).start()
        while self._exit_status is None:
            self._handle_blocking(self._inbox.get())
        end_process(self._exit_status)

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
                self._turns.announce(frame.header["task_id"])
                self._deliver(frame)
            case "load" | "unload" | "describe":
                self._deliver(frame)
            case "cancel":
                call = self._turns.cancel(frame.header["task_id"])
                if call is not None:
                    self._exchange.give_up()
                    self._canceller.cancel(call, self._loop)
            case "fetched" | "fetch_failed" | "uploaded" | "upload_failed":
                self._exchange.answered(frame)
            case _:
                pass

    def _deliver(self, frame: Frame) -> None:
        with self._delivery:
            loop = self._loop
            if loop is None:
                self._inbox.put(frame)
                return
        loop.call_soon_threadsafe(self._arrived_on_loop, frame)

    # The two modes of the main thread

    def _handle_blocking(self, frame: Frame) -> None:
        if frame.type == "load":
            loading = Loading(self._host, frame)
            self._module = loading.import_module()
            if self._module is None:
                self._exit_status = 1
            elif has_async_parts(self._module):
                self._serve_on_loop(frame)
            else:
                drive(self._handle(frame))
        else:
            drive(self._handle(frame))

    def _serve_on_loop(self, first: Frame) -> None:
        loop = asyncio.new_event_loop()
        asyncio.set_event_loop(loop)
        with self._delivery:
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
        if loop is not None and self._loop_inbox:
            self._is_busy = True
            loop.create_task(self._handle_on_loop(self._loop_inbox.popleft())).add_done_callback(_crash_on_error)

    async def _handle_on_loop(self, frame: Frame) -> None:
        await self._handle(frame)
        self._is_busy = False
        if self._exit_status is None:
            self._next_on_loop()
        elif self._loop is not None:
            self._loop.stop()

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
            case "load" if self._module is not None:
                self._app = await Loading(self._host, frame).set_up(self._module)
                self._exit_status = 1 if self._app is None else None
            case "describe":
                self._exit_status = describe(frame, self._connection)
            case "unload":
                self._exit_status = 0
                await unload(self._app, self._host)
            case _:
                raise RuntimeError(f"{frame.type} was not expected")

    async def _call(self, frame: Frame) -> None:
        if self._module is None:
            raise RuntimeError("a call came before load")
        task_id = frame.header["task_id"]
        call = self._turns.begin(task_id, asyncio.current_task() if self._loop is not None else None)
        if call is None:
            self._connection.send({"type": "cancelled", "task_id": task_id})
            return
        output, failure = b"", None
        try:
            output = await Performance(self._host, self._module, self._app, call).perform(frame)
        except CallError as error:
            failure = error
        except (Cancelled, asyncio.CancelledError):
            pass  # the flag says so too
        if failure is not None and failure.cause is not None:
            print_traceback(failure.cause)
        self._finish(call, output, failure, self._module)

    def _finish(self, call: Call, output: bytes, failure: CallError | None, module: AppModule) -> None:
        is_cancelled = self._turns.finish()
        if call.canceller is not None:
            call.canceller.cancel()
        if is_cancelled:
            self._connection.send({"type": "cancelled", "task_id": call.task_id}, call.last_partial)
            self._end_if_unclean(call)
        elif failure is None:
            microseconds = call.run_nanoseconds // 1000
            header = {"type": "result", "task_id": call.task_id, "run_microseconds": microseconds}
            self._connection.send(header, output)
        else:
            where = where_of(failure.cause, module.source) if failure.cause else ""
            if not where and failure.code == INVALID_OUTPUT and call.function is not None:
                where = call.function.where(module.source)
            message = located(failure, where)
            header = {"type": "failed", "task_id": call.task_id, "code": failure.code, "message": message}
            self._connection.send({**header, "where": where}, call.last_partial)

    def _end_if_unclean(self, call: Call) -> None:
        """A coroutine that was cut off may leave threads or processes at work, and the next call would meet them."""
        left = left_running(call.began_ticks) if call.is_forced else ""
        if left:
            print(f"the cancelled call left {left} behind, so this process ends", file=sys.stderr, flush=True)
            os._exit(1)


def _crash_on_error(task: asyncio.Task[None]) -> None:
    """A bug of the runner must not leave a process that answers nothing."""
    error = None if task.cancelled() else task.exception()
    if error is not None:
        print_traceback(error)
        os._exit(_BROKEN)
