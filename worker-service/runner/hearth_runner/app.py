"""Bringing an app into the process: import, construction, attributes and setup."""

from __future__ import annotations

import importlib
import logging
import os
import sys
import types
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict

from hearth_runner.functions import AppFunctions, setup_model

_MODULE = "inference"


class AppContext:
    """What an app sees as ``self.context``. Another thread sets the flag, so a blocking call can see it."""

    def __init__(self) -> None:
        self._cancel_requested = False
        #: Whether the app has looked at the flag: then it means to end by itself.
        self.was_asked = False

    @property
    def cancel_requested(self) -> bool:
        self.was_asked = True
        return self._cancel_requested

    def request_cancel(self) -> None:
        self._cancel_requested = True

    def is_cancelled(self) -> bool:
        return self._cancel_requested

    def reset(self) -> None:
        self._cancel_requested = False
        self.was_asked = False


class EmptySetup(BaseModel):
    """Setup of an app that declares no model for it. Answers as an object and as a dict."""

    model_config = ConfigDict(extra="allow")

    def get(self, key: str, default: Any = None) -> Any:
        return self._values().get(key, default)

    def __getitem__(self, key: str) -> Any:
        return self._values()[key]

    def __contains__(self, key: object) -> bool:
        return key in self._values()

    def keys(self) -> Iterator[str]:
        return iter(self._values())

    def _values(self) -> dict[str, Any]:
        return self.__pydantic_extra__ or {}


class AppMissing(Exception):
    """The module is there, but has no app in it."""


class AppModule:
    """The author's module. Keeps its own reference: apps have been seen to replace ``sys.modules["src"]``."""

    def __init__(self, root: Path, default_function: str = "") -> None:
        self.root = root
        self.source = root / "src"
        self.module = _import_app(self.root, self.source)
        self.app_class = _require_app_class(self.module)
        self.functions = AppFunctions(self.app_class, self.module, default_function, self.source)
        self.setup_model = setup_model(self.app_class, self.module)

    def construct(self, context: AppContext) -> Any:
        app = self.app_class()
        _inject(app, "logger", logging.getLogger("app"))
        _inject(app, "context", context)
        return app


def _import_app(root: Path, source: Path) -> types.ModuleType:
    if not (source / f"{_MODULE}.py").is_file():
        raise AppMissing(f"{_MODULE}.py is missing")
    sys.path.insert(0, str(root))
    # At the end: modules beside inference.py may be imported absolutely, but must not hide anything.
    sys.path.append(str(source))
    os.chdir(source)
    if not (source / "__init__.py").is_file():
        # Otherwise a package of the same name elsewhere on the path would win over a folder without __init__.py.
        package = types.ModuleType("src")
        package.__path__ = [str(source)]
        sys.modules["src"] = package
    return importlib.import_module(f"src.{_MODULE}")


def _require_app_class(module: types.ModuleType) -> type:
    app_class = vars(module).get("App")
    if not isinstance(app_class, type):
        raise AppMissing(
            f"{_MODULE}.py defines no class App: add class App(BaseApp) "
            "with run(self, input_data: AppInput) -> AppOutput"
        )
    return app_class


def _inject(app: Any, name: str, value: Any) -> None:
    """Sets an attribute unless the app has one of that name already."""
    if getattr(app, name, None) is not None:
        return
    try:
        setattr(app, name, value)
    except (AttributeError, ValueError):  # a model that forbids unknown attributes, or slots
        try:
            object.__setattr__(app, name, value)
        except AttributeError:
            logging.getLogger("app").warning("App takes no attribute %r", name)
