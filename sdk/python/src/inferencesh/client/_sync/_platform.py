"""What cannot be translated word by word: the same names are in ``_async/_platform.py``, written by hand."""

from __future__ import annotations

import inspect
import time
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from inferencesh.client._sync.sessions import Session


def sleep(seconds: float) -> None:
    time.sleep(seconds)


def call(function: Callable[..., Any], *arguments: Any) -> Any:
    """Calls a function of the program."""
    result = function(*arguments)
    if inspect.iscoroutine(result):
        result.close()
        name = getattr(function, "__name__", repr(function))
        raise TypeError(f"{name} is async: use it with async_inference()")
    return result


def opened(session: Session) -> Session:
    """Opens it at once: a program may do without a ``with`` block."""
    return session.open()


def check_handler(name: str, handler: Callable[..., Any]) -> None:
    """Refuses what this client cannot run."""
    if inspect.iscoroutinefunction(handler):
        raise TypeError(f"the handler of {name} is async: use it with async_inference()")


def chunks(source: Iterator[bytes]) -> Iterator[bytes]:
    return source
