"""What cannot be translated word by word: the same names are in ``_sync/_platform.py``, written by hand."""

from __future__ import annotations

import inspect
from collections.abc import AsyncIterator, Callable, Iterator
from typing import TYPE_CHECKING, Any

import anyio
import anyio.to_thread

if TYPE_CHECKING:
    from inferencesh.client._async.sessions import AsyncSession


async def sleep(seconds: float) -> None:
    await anyio.sleep(seconds)


async def call(function: Callable[..., Any], *arguments: Any) -> Any:
    """Calls a function of the program, which may be ``async``."""
    result = function(*arguments)
    return await result if inspect.isawaitable(result) else result


def opened(session: AsyncSession) -> AsyncSession:
    """It takes an ``await`` to open it."""
    return session


def check_handler(name: str, handler: Callable[..., Any]) -> None:
    """Any function will do."""


async def chunks(source: Iterator[bytes]) -> AsyncIterator[bytes]:
    """Reads from disk beside the event loop."""
    while (part := await anyio.to_thread.run_sync(next, source, None)) is not None:
        yield part
