"""From a ``load`` frame to an app that is ready."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

from pydantic import TypeAdapter

from hearth_runner.app import AppMissing, AppModule, EmptySetup
from hearth_runner.call import Host
from hearth_runner.connection import Frame
from hearth_runner.errors import INVALID_INPUT, SETUP_FAILED, CallError, located, message_of, where_of
from hearth_runner.functions import is_async, is_of_base, parameters_of
from hearth_runner.logs import print_traceback
from inferencesh.file import FileHooks

_LIFECYCLE = ("setup", "unload", "on_cancel")


class Loading:
    """Loads the one app of the process. Both steps say ``load_failed`` themselves and then return ``None``."""

    def __init__(self, host: Host, frame: Frame) -> None:
        self._host = host
        self._frame = frame
        self._root = Path(frame.header["root"])

    def import_module(self) -> AppModule | None:
        self._host.connection.send({"type": "stage", "stage": "importing"})
        # A process may have been started before it was known for what.
        metadata = self._frame.header.get("metadata") or {}
        os.environ.setdefault("APP_ID", metadata.get("app_id") or "")
        os.environ.setdefault("WORKER_ID", metadata.get("worker_id") or "")
        try:
            return AppModule(self._root, self._frame.header.get("default_function") or "")
        except BaseException as error:  # code of the app
            self._failed(CallError(SETUP_FAILED, message_of(error), error))
            return None

    async def set_up(self, module: AppModule) -> Any:
        """The app, constructed and set up."""
        self._host.connection.send({"type": "stage", "stage": "setting_up"})
        FileHooks.fetch = self._host.exchange.fetch_blocking
        try:
            app = module.construct(self._host.context)
            await self._call_setup(app, module)
        except CallError as error:
            self._failed(error)
            return None
        except BaseException as error:  # code of the app
            self._failed(CallError(SETUP_FAILED, message_of(error), error))
            return None
        self._host.connection.send({"type": "ready"})
        return app

    async def _call_setup(self, app: Any, module: AppModule) -> None:
        payload = b"{}" if self._frame.payload in (b"", b"null") else self._frame.payload
        try:
            setup = await self._host.validated(TypeAdapter(module.setup_model or EmptySetup), payload, {})
        except CallError as error:
            code = SETUP_FAILED if error.code == INVALID_INPUT else error.code
            raise CallError(code, f"Setup does not fit: {error}", error.cause) from error
        method = getattr(module.app_class, "setup", None)
        if method is None or is_of_base(method):
            return
        metadata = self._host.metadata(self._frame.header.get("metadata") or {})
        result = parameters_of(method).call(app.setup, setup, metadata)
        if hasattr(result, "__await__"):
            await self._host.settle(result)

    def _failed(self, error: CallError) -> None:
        cause = error.cause or error
        if not isinstance(cause, AppMissing):
            print_traceback(cause)
        where = where_of(cause, self._root / "src")
        header = {"type": "load_failed", "code": error.code, "message": located(error, where), "where": where}
        self._host.connection.send(header)


def has_async_parts(module: AppModule) -> bool:
    """Whether anything of the app asks for an event loop."""
    methods = [getattr(module.app_class, name, None) for name in _LIFECYCLE]
    functions = [module.functions.find(name) for name in module.functions.names]
    return any(is_async(method) for method in methods if method is not None and not is_of_base(method)) or any(
        function.is_async for function in functions if function is not None
    )
