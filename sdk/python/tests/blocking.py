"""Lets one test drive both clients: gives the asynchronous one the shape of the synchronous one."""

from __future__ import annotations

import inspect
from types import TracebackType
from typing import Any

from anyio.from_thread import BlockingPortal

_END = object()


class Blocking:
    """An object of the asynchronous client whose every step is taken to its end in an event loop of another thread."""

    def __init__(self, target: Any, portal: BlockingPortal) -> None:
        self._target = target
        self._portal = portal

    def __getattr__(self, name: str) -> Any:
        value = getattr(self._target, "aclose" if name == "close" else name)
        return self._wrapped(value)

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        async def called() -> Any:
            result = self._target(*args, **kwargs)
            return await result if inspect.isawaitable(result) else result

        return self._wrapped(self._portal.call(called))

    def __iter__(self) -> Blocking:
        return Blocking(self._target.__aiter__(), self._portal)

    def __next__(self) -> Any:
        async def following() -> Any:
            try:
                return await self._target.__anext__()
            except StopAsyncIteration:
                return _END

        value = self._portal.call(following)
        if value is _END:
            raise StopIteration
        return value

    def __enter__(self) -> Any:
        return self._wrapped(self._portal.call(self._target.__aenter__))

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._portal.call(self._target.__aexit__, kind, error, trace)

    def _wrapped(self, value: Any) -> Any:
        ours = type(value).__module__.startswith("inferencesh.client._async")
        return Blocking(value, self._portal) if ours or inspect.ismethod(value) else value
