"""The engine's side of the runner protocol, for tests: a real runner process behind a real socket."""

from __future__ import annotations

import contextlib
import json
import os
import signal
import socket
import struct
import subprocess
import sys
import tempfile
import textwrap
import threading
from collections.abc import Callable
from pathlib import Path
from types import TracebackType
from typing import Any, NamedTuple

RUNNER = Path(__file__).parents[1]
SDK = Path(__file__).parents[3] / "sdk" / "python" / "src"
DEADLINE_SECONDS = 20
METADATA = {
    "app_id": "app1",
    "app_version_id": "version1",
    "app_variant": "default",
    "worker_id": "worker1",
    "team_id": "team1",
}


class Received(NamedTuple):
    type: str
    header: dict[str, Any]
    payload: bytes

    @property
    def json(self) -> Any:
        return json.loads(self.payload)


class Engine:
    """Starts a runner and speaks with it. Leaving the context closes the socket and awaits the exit of the process."""

    def __init__(self, root: Path, *, env: dict[str, str] | None = None) -> None:
        self.root = root
        self._folder = tempfile.TemporaryDirectory()
        address = str(Path(self._folder.name) / "s")
        listener = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        listener.bind(address)
        listener.listen(1)
        listener.settimeout(DEADLINE_SECONDS)
        environment = {
            "PATH": os.environ["PATH"],
            "HOME": self._folder.name,
            "PYTHONUNBUFFERED": "1",
            "PYTHONPATH": f"{RUNNER}:{SDK}",
            "HEARTH_SOCKET": address,
            **(env or {}),
        }
        self.process = subprocess.Popen(
            [sys.executable, "-m", "hearth_runner"],
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            cwd=self._folder.name,
            start_new_session=True,
        )
        self._log: list[bytes] = []
        self._logged = threading.Condition()
        self._logs = threading.Thread(target=self._read_log, daemon=True)
        self._logs.start()
        self.socket, _ = listener.accept()
        listener.close()
        self.socket.settimeout(DEADLINE_SECONDS)
        self._reader = self.socket.makefile("rb")
        self.hello = self.expect("hello")

    def __enter__(self) -> Engine:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> int:
        self._reader.close()
        self.socket.close()
        status = self.wait_for_exit()
        self._folder.cleanup()
        return status

    def wait_for_exit(self) -> int:
        try:
            status = self.process.wait(DEADLINE_SECONDS)
        finally:
            # Like an engine: everything the runner started goes with it.
            with contextlib.suppress(ProcessLookupError):
                os.killpg(self.process.pid, signal.SIGKILL)
        self._logs.join(DEADLINE_SECONDS)
        return status

    @property
    def log(self) -> str:
        return b"".join(self._log).decode()

    def wait_for_log(self, text: str) -> None:
        with self._logged:
            assert self._logged.wait_for(lambda: text in self.log, DEADLINE_SECONDS), self.log

    def send(self, type: str, payload: Any = None, **members: Any) -> None:
        body = payload if isinstance(payload, bytes) else b"" if payload is None else json.dumps(payload).encode()
        header = json.dumps({"type": type, **members}).encode()
        self.socket.sendall(struct.pack(">II", len(header), len(body)) + header + body)

    def receive(self) -> Received:
        lengths = self._reader.read(8)
        assert len(lengths) == 8, f"the runner closed the socket; its log:\n{self.log}"
        header_length, payload_length = struct.unpack(">II", lengths)
        header = json.loads(self._reader.read(header_length))
        return Received(header["type"], header, self._reader.read(payload_length))

    def expect(self, *types: str) -> Received:
        """The next frame, which must be of one of these types."""
        frame = self.receive()
        assert frame.type in types, f"{frame} instead of {types}; log:\n{self.log}"
        return frame

    def load(self, setup: Any = None, **members: Any) -> Received:
        """Loads the app and returns ``ready`` or ``load_failed``."""
        self.send("load", setup, root=str(self.root), metadata=METADATA, **members)
        while (frame := self.receive()).type == "stage":
            pass
        return frame

    def loaded(self, setup: Any = None, **members: Any) -> Engine:
        frame = self.load(setup, **members)
        assert frame.type == "ready", f"{frame}; log:\n{self.log}"
        return self

    def start(self, payload: Any = None, function: str = "", task_id: str = "task1") -> None:
        metadata = {**METADATA, "task_id": task_id}
        self.send("call", payload, task_id=task_id, attempt=1, function=function, metadata=metadata)

    def call(self, payload: Any = None, function: str = "", task_id: str = "task1") -> Received:
        """Performs a call and returns its last frame."""
        self.start(payload, function, task_id)
        return self.last_frame()

    def last_frame(self) -> Received:
        while (frame := self.receive()).type not in ("result", "failed", "cancelled"):
            pass
        return frame

    def result(self, payload: Any = None, function: str = "") -> Any:
        frame = self.call(payload, function)
        assert frame.type == "result", f"{frame}; log:\n{self.log}"
        return frame.json

    def _read_log(self) -> None:
        assert self.process.stdout is not None
        for line in self.process.stdout:
            with self._logged:
                self._log.append(line)
                self._logged.notify_all()


#: Writes an app and starts a runner for it.
Run = Callable[..., Engine]


def write_app(root: Path, inference: str, **modules: str) -> Path:
    """Writes ``src/inference.py`` and further modules, each given as ``NAME__py``."""
    source = root / "src"
    source.mkdir(parents=True, exist_ok=True)
    files = {"inference.py": inference, **{f"{name.removesuffix('__py')}.py": text for name, text in modules.items()}}
    files.setdefault("__init__.py", "")
    for name, text in files.items():
        (source / name).write_text(textwrap.dedent(text))
    return root
