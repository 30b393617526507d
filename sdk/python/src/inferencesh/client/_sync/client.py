"""The client itself."""

from __future__ import annotations

from types import TracebackType
from typing import Any

from inferencesh.client._sync._platform import opened
from inferencesh.client._sync.agents import Agents
from inferencesh.client._sync.files import Files
from inferencesh.client._sync.http import Http
from inferencesh.client._sync.resources import (
    ApiKeys,
    Apps,
    Chats,
    Engines,
    Secrets,
    Teams,
)
from inferencesh.client._sync.sessions import Session, Sessions
from inferencesh.client._sync.tasks import Tasks
from inferencesh.client.settings import api_key_of, base_url_of


class Inference:
    """A program's connection to Hearth. Use it as a context manager, or close it.

    ``timeout`` is how many seconds a request may go without an answer, ``stream_timeout`` how long a stream may be
    silent before it is opened again, ``headers`` go with every request, ``max_retries`` is how often a request that
    does no harm when done twice is repeated."""

    def __init__(
        self,
        *,
        api_key: str | None = None,
        base_url: str | None = None,
        timeout: float = 30.0,
        stream_timeout: float = 60.0,
        headers: dict[str, str] | None = None,
        max_retries: int = 2,
    ) -> None:
        self._http = Http(
            api_key_of(api_key),
            base_url_of(base_url),
            timeout=timeout,
            stream_timeout=stream_timeout,
            headers=headers,
            max_retries=max_retries,
        )
        self.files = Files(self._http)
        self.tasks = Tasks(self._http, self.files)
        self.sessions = Sessions(self._http)
        self.agents = Agents(self._http, self.files)
        self.apps = Apps(self._http)
        self.chats = Chats(self._http)
        self.secrets = Secrets(self._http)
        self.api_keys = ApiKeys(self._http)
        self.teams = Teams(self._http)
        self.engines = Engines(self._http)
        # The flat spelling of the same.
        self.run = self.tasks.run
        self.get_task = self.tasks.get
        self.cancel = self.tasks.cancel
        self.wait_for_completion = self.tasks.wait_for_completion
        self.stream_task = self.tasks.stream
        self.upload_file = self.files.upload
        self.agent = self.agents.create
        self.me = self.teams.me

    def session(self, app: str, function: str = "run", input: Any = None, **options: Any) -> Session:
        """A session of an app, opened with a first call. Options are those of ``run``, and fields such as
        ``session_timeout``. An asynchronous session is opened when it is awaited or entered."""
        first = {"function": function, "input": {} if input is None else input, **options}
        return opened(Session(self.tasks, self.sessions, app, first))

    def close(self) -> None:
        """Closes the connections."""
        self._http.close()

    def __enter__(self) -> Inference:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


def inference(*, api_key: str | None = None, base_url: str | None = None, **options: Any) -> Inference:
    """An ``Inference``; key and address fall back to ``INFERENCE_API_KEY`` and ``INFERENCE_BASE_URL``."""
    return Inference(api_key=api_key, base_url=base_url, **options)
