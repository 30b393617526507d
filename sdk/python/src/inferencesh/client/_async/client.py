"""The client itself."""

from __future__ import annotations

from types import TracebackType
from typing import Any

from inferencesh.client._async._platform import opened
from inferencesh.client._async.agents import AsyncAgents
from inferencesh.client._async.files import AsyncFiles
from inferencesh.client._async.http import AsyncHttp
from inferencesh.client._async.resources import (
    AsyncApiKeys,
    AsyncApps,
    AsyncChats,
    AsyncEngines,
    AsyncSecrets,
    AsyncTeams,
)
from inferencesh.client._async.sessions import AsyncSession, AsyncSessions
from inferencesh.client._async.tasks import AsyncTasks
from inferencesh.client.settings import api_key_of, base_url_of


class AsyncInference:
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
        self._http = AsyncHttp(
            api_key_of(api_key),
            base_url_of(base_url),
            timeout=timeout,
            stream_timeout=stream_timeout,
            headers=headers,
            max_retries=max_retries,
        )
        self.files = AsyncFiles(self._http)
        self.tasks = AsyncTasks(self._http, self.files)
        self.sessions = AsyncSessions(self._http)
        self.agents = AsyncAgents(self._http, self.files)
        self.apps = AsyncApps(self._http)
        self.chats = AsyncChats(self._http)
        self.secrets = AsyncSecrets(self._http)
        self.api_keys = AsyncApiKeys(self._http)
        self.teams = AsyncTeams(self._http)
        self.engines = AsyncEngines(self._http)
        # The flat spelling of the same.
        self.run = self.tasks.run
        self.get_task = self.tasks.get
        self.cancel = self.tasks.cancel
        self.wait_for_completion = self.tasks.wait_for_completion
        self.stream_task = self.tasks.stream
        self.upload_file = self.files.upload
        self.agent = self.agents.create
        self.me = self.teams.me

    def session(self, app: str, function: str = "run", input: Any = None, **options: Any) -> AsyncSession:
        """A session of an app, opened with a first call. Options are those of ``run``, and fields such as
        ``session_timeout``. An asynchronous session is opened when it is awaited or entered."""
        first = {"function": function, "input": {} if input is None else input, **options}
        return opened(AsyncSession(self.tasks, self.sessions, app, first))

    async def aclose(self) -> None:
        """Closes the connections."""
        await self._http.aclose()

    async def __aenter__(self) -> AsyncInference:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.aclose()


def async_inference(*, api_key: str | None = None, base_url: str | None = None, **options: Any) -> AsyncInference:
    """An ``AsyncInference``; key and address fall back to ``INFERENCE_API_KEY`` and ``INFERENCE_BASE_URL``."""
    return AsyncInference(api_key=api_key, base_url=base_url, **options)
