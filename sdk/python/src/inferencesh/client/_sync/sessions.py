"""Sessions: calls of one app that share a warm worker."""

from __future__ import annotations

from types import TracebackType
from typing import Any

from inferencesh.client import wire
from inferencesh.client._sync.http import Http
from inferencesh.client._sync.tasks import Tasks
from inferencesh.client.errors import APIConnectionError, APIError

#: Arguments of ``call`` that say how to wait; all others go to the server.
_HOW = frozenset(
    {
        "wait", "stream", "auto_reconnect", "max_reconnects", "reconnect_delay_ms",
        "on_update", "poll_interval_ms", "idempotency_key", "timeout",
    }
)  # fmt: skip


class Sessions:
    """``client.sessions``."""

    def __init__(self, http: Http) -> None:
        self._http = http

    def list(self) -> Any:
        return self._http.call("GET", "/sessions")

    def get(self, session_id: str) -> dict[str, Any]:
        found: dict[str, Any] = self._http.call("GET", f"/sessions/{wire.segment(session_id)}", session_id=session_id)
        return found

    def keepalive(self, session_id: str) -> dict[str, Any]:
        """Puts the end of an idle session off."""
        path = f"/sessions/{wire.segment(session_id)}/keepalive"
        found: dict[str, Any] = self._http.call("POST", path, repeatable=True, session_id=session_id)
        return found

    def end(self, session_id: str) -> None:
        self._http.call("DELETE", f"/sessions/{wire.segment(session_id)}", session_id=session_id)


class Session:
    """One session. Its first call is made when it is opened; ``result`` is the task of that call."""

    def __init__(self, tasks: Tasks, sessions: Sessions, app: str, first: dict[str, Any]) -> None:
        self._tasks = tasks
        self._sessions = sessions
        self._app = app
        self._first = first
        self._id: str | None = None
        self.result: dict[str, Any] = {}

    @property
    def session_id(self) -> str:
        if self._id is None:
            raise RuntimeError("the session is not open yet")
        return self._id

    def open(self) -> Session:
        if self._id is None:
            refused = {"wait", "stream"} & self._first.keys()
            if refused:
                raise TypeError(f"a session is opened with a call that is waited for: leave out {sorted(refused)[0]}")
            how = {key: value for key, value in self._first.items() if key in _HOW}
            asked = {key: value for key, value in self._first.items() if key not in _HOW}
            self.result = self._tasks.run({"app": self._app, "session": "new", **asked}, **how)
            self._id = self.result.get("session_id")
            if not self._id:
                raise RuntimeError(f"the server opened no session for {self._app}")
        return self

    def call(self, function: str = "run", input: Any = None, **options: Any) -> Any:
        """Calls a function in the session; options are those of ``run``, and fields such as ``setup``."""
        how = {key: value for key, value in options.items() if key in _HOW}
        asked = {key: value for key, value in options.items() if key not in _HOW}
        params = {
            "app": self._app,
            "session": self.session_id,
            "function": function,
            "input": {} if input is None else input,
            **asked,
        }
        return self._tasks.run(params, **how)

    def info(self) -> dict[str, Any]:
        return self._sessions.get(self.session_id)

    def keepalive(self) -> dict[str, Any]:
        return self._sessions.keepalive(self.session_id)

    def end(self) -> None:
        self._sessions.end(self.session_id)

    def __enter__(self) -> Session:
        return self.open()

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        try:
            self.end()
        except (APIError, APIConnectionError) as failed:
            # A session that is gone has ended. An error of the body must stay the one that is seen.
            if error is None and not (isinstance(failed, APIError) and failed.status_code in (404, 410)):
                raise
