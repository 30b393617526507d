"""Tasks: starting, following, ending them."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterator
from types import TracebackType
from typing import Any, Literal, overload

from inferencesh.client import wire
from inferencesh.client._sync._platform import call, sleep
from inferencesh.client._sync.files import Files
from inferencesh.client._sync.http import Http
from inferencesh.client.status import is_terminal_status

#: How long the server may hold a run with ``wait`` in its parameters.
_HELD = 120.0


class TaskStream:
    """The updates of a task, each the whole task as it then stood; ends after the final one.

    A task that failed does not raise here: ``error`` holds its failure, ``result`` the final task."""

    def __init__(self, http: Http, task_id: str, policy: wire.Reconnects, seed: dict[str, Any] | None) -> None:
        self.task_id = task_id
        self.result: dict[str, Any] | None = None
        self.error: Exception | None = None
        self._policy = policy
        self._seed = seed
        self._lines = http.lines(f"/tasks/{wire.segment(task_id)}/stream", policy)
        self._updates = self._follow()

    def __iter__(self) -> Iterator[dict[str, Any]]:
        return self

    def __next__(self) -> dict[str, Any]:
        return self._updates.__next__()

    def _follow(self) -> Iterator[dict[str, Any]]:
        view = wire.TaskView()
        try:
            if self._seed is not None and is_terminal_status(self._seed.get("status")):
                self._end(self._seed)
                yield self._seed
                return
            for line in self._lines:
                update = view.take(line)
                if update is None:
                    continue
                self._policy.progress()
                if view.is_final:
                    self._end(update)
                    self._lines.close()  # type: ignore[attr-defined]
                yield update
                if view.is_final:
                    return
        except Exception as error:
            self.error = error
            raise
        finally:
            self._lines.close()  # type: ignore[attr-defined]

    def _end(self, task: dict[str, Any]) -> None:
        self.result = task
        self.error = wire.failure_of(task)

    def close(self) -> None:
        """Stops following; the task goes on."""
        self._updates.close()  # type: ignore[attr-defined]
        self._lines.close()  # type: ignore[attr-defined]

    def __enter__(self) -> TaskStream:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


class Tasks:
    """``client.tasks``."""

    def __init__(self, http: Http, files: Files) -> None:
        self._http = http
        self._files = files

    @overload
    def run(
        self,
        params: dict[str, Any],
        wait: bool = ...,
        *,
        stream: Literal[True],
        auto_reconnect: bool = ...,
        max_reconnects: int = ...,
        reconnect_delay_ms: int = ...,
        idempotency_key: str | None = ...,
        timeout: float | None = ...,
    ) -> TaskStream: ...

    @overload
    def run(
        self,
        params: dict[str, Any],
        wait: bool = ...,
        stream: Literal[False] = ...,
        auto_reconnect: bool = ...,
        max_reconnects: int = ...,
        reconnect_delay_ms: int = ...,
        *,
        on_update: Callable[[dict[str, Any]], Any] | None = ...,
        poll_interval_ms: int | None = ...,
        idempotency_key: str | None = ...,
        timeout: float | None = ...,
    ) -> dict[str, Any]: ...

    @overload
    def run(
        self,
        params: dict[str, Any],
        wait: bool = ...,
        stream: bool = ...,
        auto_reconnect: bool = ...,
        max_reconnects: int = ...,
        reconnect_delay_ms: int = ...,
        *,
        on_update: Callable[[dict[str, Any]], Any] | None = ...,
        poll_interval_ms: int | None = ...,
        idempotency_key: str | None = ...,
        timeout: float | None = ...,
    ) -> dict[str, Any] | TaskStream: ...

    def run(
        self,
        params: dict[str, Any],
        wait: bool = True,
        stream: bool = False,
        auto_reconnect: bool = True,
        max_reconnects: int = 5,
        reconnect_delay_ms: int = 1000,
        *,
        on_update: Callable[[dict[str, Any]], Any] | None = None,
        poll_interval_ms: int | None = None,
        idempotency_key: str | None = None,
        timeout: float | None = None,
    ) -> Any:
        """Runs an app. Local files in ``params["input"]`` are uploaded first.

        By default the finished task is returned; one that failed or was cancelled raises. ``wait=False`` returns the
        accepted task, ``stream=True`` a stream of its updates. ``on_update`` is told of every update while waiting.
        ``poll_interval_ms`` asks for the status instead of streaming. ``timeout``, in seconds, ends the waiting, not
        the task. The request carries an idempotency key and is repeated when its answer was lost."""
        body = {key: value for key, value in params.items() if value is not None}
        if body.pop("stream", False):
            stream = True
        body["input"] = self._files.uploaded_input(body.get("input", {}))
        task = self._http.call(
            "POST",
            "/apps/run",
            body,
            idempotency_key=idempotency_key or str(uuid.uuid4()),
            session_id=None if body.get("session") == "new" else body.get("session"),
            timeout=_HELD if body.get("wait") else None,
        )
        if not isinstance(task, dict) or not task.get("id"):
            raise RuntimeError(f"the server accepted no task: {task!r}")
        if stream:
            policy = self._policy(task["id"], auto_reconnect, max_reconnects, reconnect_delay_ms, timeout)
            return TaskStream(self._http, task["id"], policy, task)
        if not wait:
            return task
        policy = self._policy(task["id"], auto_reconnect, max_reconnects, reconnect_delay_ms, timeout)
        return self._finished(task["id"], policy, on_update, poll_interval_ms, task)

    def get(self, task_id: str) -> dict[str, Any]:
        task: dict[str, Any] = self._http.call("GET", f"/tasks/{wire.segment(task_id)}")
        return task

    def status(self, task_id: str) -> dict[str, Any]:
        """Only ``id``, ``status`` and ``updated_at``."""
        status: dict[str, Any] = self._http.call("GET", f"/tasks/{wire.segment(task_id)}/status")
        return status

    def cancel(self, task_id: str, *, force: bool | None = None, timeout: int | None = None) -> Any:
        """Asks for the end of a task. ``force`` gives it no time, ``timeout`` that many milliseconds."""
        body = wire.list_request({"force": force, "timeout": timeout})
        return self._http.call("POST", f"/tasks/{wire.segment(task_id)}/cancel", body, repeatable=True)

    def wait_for_completion(
        self,
        task_id: str,
        auto_reconnect: bool = True,
        max_reconnects: int = 5,
        reconnect_delay_ms: int = 1000,
        *,
        on_update: Callable[[dict[str, Any]], Any] | None = None,
        poll_interval_ms: int | None = None,
        timeout: float | None = None,
    ) -> dict[str, Any]:
        """The finished task; raises when it failed or was cancelled, and ``TimeoutError`` after ``timeout`` seconds."""
        policy = self._policy(task_id, auto_reconnect, max_reconnects, reconnect_delay_ms, timeout)
        return self._finished(task_id, policy, on_update, poll_interval_ms, None)

    def stream(
        self,
        task_id: str,
        auto_reconnect: bool = True,
        max_reconnects: int = 5,
        reconnect_delay_ms: int = 1000,
        *,
        timeout: float | None = None,
    ) -> TaskStream:
        """The updates of a task, from now to its end."""
        policy = self._policy(task_id, auto_reconnect, max_reconnects, reconnect_delay_ms, timeout)
        return TaskStream(self._http, task_id, policy, None)

    def list(self, **query: Any) -> Any:
        """A page of tasks: ``limit``, ``cursor``, ``filters`` and the like."""
        return self._http.call("POST", "/tasks/list", wire.list_request(query), repeatable=True)

    def logs(self, task_id: str) -> Any:
        return self._http.call("GET", f"/tasks/{wire.segment(task_id)}/logs")

    def timings(self, task_id: str) -> Any:
        return self._http.call("GET", f"/tasks/{wire.segment(task_id)}/timings")

    def delete(self, task_id: str) -> None:
        self._http.call("DELETE", f"/tasks/{wire.segment(task_id)}")

    def _policy(self, task_id: str, auto: bool, most: int, delay_ms: int, timeout: float | None) -> wire.Reconnects:
        return wire.Reconnects(f"task {task_id}", auto, most, delay_ms, self._http.stream_timeout, timeout)

    def _finished(
        self,
        task_id: str,
        policy: wire.Reconnects,
        on_update: Callable[[dict[str, Any]], Any] | None,
        poll_interval_ms: int | None,
        seed: dict[str, Any] | None,
    ) -> dict[str, Any]:
        if poll_interval_ms is not None:
            return self._polled(task_id, policy, on_update, poll_interval_ms)
        with TaskStream(self._http, task_id, policy, seed) as updates:
            for update in updates:
                if on_update is not None:
                    call(on_update, update)
            if updates.result is None:
                raise RuntimeError(f"the stream of task {task_id} was closed before its end")
            return wire.completed(updates.result)

    def _polled(
        self,
        task_id: str,
        policy: wire.Reconnects,
        on_update: Callable[[dict[str, Any]], Any] | None,
        poll_interval_ms: int,
    ) -> dict[str, Any]:
        seen: Any = None
        while True:
            status = (self.status(task_id)).get("status")
            if status != seen:
                seen = status
                task = self.get(task_id)
                if on_update is not None:
                    call(on_update, task)
                if is_terminal_status(task.get("status")):
                    return wire.completed(task)
            left = policy.remaining()
            pause = poll_interval_ms / 1000
            sleep(pause if left is None else min(pause, left))
