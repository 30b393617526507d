"""What an app is told about the call it serves."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any


class Metadata:
    """Facts about the app, its worker and the task.

    Serves programs of every age: attributes, ``metadata["key"]``, ``.get(key, default)`` and ``key in metadata`` read
    the same values. ``app_variant`` is always the string ``default``.
    """

    app_id: str | None = None
    app_version_id: str | None = None
    app_variant: str = "default"
    worker_id: str | None = None
    task_id: str | None = None
    team_id: str | None = None
    #: Which try of the task this is, from 1 on. A task runs again when its engine was lost.
    attempt: int | None = None

    def __init__(self, /, *, log_sink: Callable[[str], None] | None = None, **values: Any) -> None:
        self.__dict__.update(values)
        self.__dict__["app_variant"] = "default"
        self.__dict__["_log_sink"] = log_sink

    def log(self, content: object) -> None:
        """Writes a line to the task's log."""
        sink: Callable[[str], None] | None = self.__dict__["_log_sink"]
        if sink is None:
            print(content, flush=True)
        else:
            sink(str(content))

    def get(self, key: str, default: Any = None) -> Any:
        value = self._values().get(key)
        return default if value is None else value

    def keys(self) -> list[str]:
        return list(self._values())

    def items(self) -> list[tuple[str, Any]]:
        return list(self._values().items())

    def __getitem__(self, key: str) -> Any:
        return self._values()[key]

    def __setitem__(self, key: str, value: Any) -> None:
        self.__dict__[key] = value

    def __contains__(self, key: object) -> bool:
        return key in self._values()

    def __repr__(self) -> str:
        return f"Metadata({', '.join(f'{key}={value!r}' for key, value in self.items())})"

    def _values(self) -> dict[str, Any]:
        return {key: value for key, value in self.__dict__.items() if key != "_log_sink"}
