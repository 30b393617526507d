"""The packaged stack, started the way a user starts it, for tests that drive it from outside.

    with Stack.temporary() as stack:
        task = stack.api().run("local/noop", {})

Standard library only.
"""

from __future__ import annotations

import contextlib
import http.client
import json
import os
import select
import shlex
import shutil
import signal
import subprocess
import tempfile
import time
import urllib.parse
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
TARGET = ROOT / "target" / "e2e"
PARTS = ("postgres", "kafka", "files", "scheduler", "gateway", "agent", "worker")

RECEIVED, QUEUED, DISPATCHED, PREPARING, SERVING, SETTING_UP, RUNNING = 1, 2, 3, 4, 5, 6, 7
CANCELLING, UPLOADING, COMPLETED, FAILED, CANCELLED = 8, 9, 10, 11, 12
FINAL = frozenset({COMPLETED, FAILED, CANCELLED})

#: How long a call is held that nothing can take; longer than the pauses at which proxies and clients hang up.
HELD_SECONDS = 45


class StackError(AssertionError):
    """The stack did not do what it was told; the message holds what it printed."""


def await_that(what: str, condition: Callable[[], Any], seconds: float = 30, every: float = 0.05) -> Any:
    """Asks until the answer is true and gives it back; fails with `what` after `seconds`."""
    deadline = time.monotonic() + seconds
    while True:
        answer = condition()
        if answer:
            return answer
        if time.monotonic() > deadline:
            raise AssertionError(f"not within {seconds} s: {what}")
        time.sleep(every)


@dataclass
class Stack:
    """One local stack with a home of its own.

    `up`, `down` and `status` are `./hearth up`, `down` and `status`, nothing else: what they do to a crashed part is
    the product's doing. A stack that is `owned` is stopped and removed by `close`, whatever happened before.
    """

    home: Path
    owned: bool = True
    settings: dict[str, str] = field(default_factory=dict)
    root: Path = ROOT

    @classmethod
    def temporary(cls, **settings: str) -> Stack:
        """A stack in a new folder, not started yet. `settings` go to `./hearth up` as environment variables."""
        home = Path(tempfile.mkdtemp(prefix="hearth-e2e-"))
        home.chmod(0o755)  # as root, the stores and app code run under other users
        return cls(home, settings=settings)

    def __enter__(self) -> Stack:
        try:
            self.up()
        except BaseException:
            self.close()
            raise
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    # --- the command line

    def hearth(
        self, *arguments: str, key: str = "", check: bool = True, timeout: float = 120, input: str = ""
    ) -> subprocess.CompletedProcess[str]:
        """Runs `./hearth` with this stack's home, as the owner or with a key. It must end with 0 unless `check` is off."""
        line = [str(self.root / "hearth"), *arguments]
        login = {"INFERENCE_BASE_URL": self.url, "INFERENCE_API_KEY": key} if key else {}
        done = subprocess.run(
            line,
            env={**self.environment(), **login},
            cwd=self.root,
            capture_output=True,
            text=True,
            input=input,
            timeout=timeout,
        )
        if check and done.returncode != 0:
            raise StackError(f"{shlex.join(line)} ended with {done.returncode}\n{done.stdout}\n{done.stderr}")
        return done

    def environment(self) -> dict[str, str]:
        """What the commands of this stack see; an address or key of another Hearth is not among it."""
        kept = {name: value for name, value in os.environ.items() if not name.startswith(("INFERENCE_", "HEARTH_"))}
        for name in ("HEARTH_BUILD", "HEARTH_PYTHON", "HEARTH_STARTUP_CACHE"):
            if name in os.environ:
                kept[name] = os.environ[name]
        return {**kept, "HEARTH_HOME": str(self.home), **self.settings}

    def up(self, *arguments: str, timeout: float = 900) -> str:
        """Starts what is down and leaves the rest alone; builds only what changed. Returns what was printed."""
        done = self.hearth("up", *arguments, timeout=timeout)
        self._variables = None
        return done.stdout + done.stderr

    def down(self) -> None:
        """Stops every part; the data stays."""
        self.hearth("down", timeout=120)

    def close(self) -> None:
        """Stops and removes an owned stack. Its logs stay in target/e2e/logs."""
        if not self.owned:
            return
        pids = [pid for pid in self.pids().values() if pid] if self.home.exists() else []
        try:
            for pid in pids:
                with contextlib.suppress(ProcessLookupError):
                    os.killpg(pid, signal.SIGCONT)  # a stopped process takes no TERM
            if (self.home / "ports.properties").exists():
                self.down()
        finally:
            self._keep_logs()
            shutil.rmtree(self.home, ignore_errors=True)
        left = [pid for pid in pids if is_running(pid)]
        if left:
            raise StackError(f"down left processes behind: {left}")

    def _keep_logs(self) -> None:
        logs = self.home / "logs"
        if logs.is_dir():
            kept = TARGET / "logs" / self.home.name
            kept.parent.mkdir(parents=True, exist_ok=True)
            shutil.copytree(logs, kept, dirs_exist_ok=True)

    # --- the parts

    def status(self) -> dict[str, dict[str, Any]]:
        """`./hearth status --json`, by name of the part."""
        done = self.hearth("status", "--json", check=False)
        if not done.stdout.strip():
            raise StackError(f"hearth status ended with {done.returncode}\n{done.stderr}")
        return {part["name"]: part for part in json.loads(done.stdout)["parts"]}

    def pids(self) -> dict[str, int]:
        """The pid of each part that runs, from its pid file; quicker than `status`."""
        found = {}
        for file in (self.home / "run").glob("*.pid"):
            pid = int(read_properties(file)["pid"])
            if is_running(pid):
                found[file.stem] = pid
        return found

    def pid(self, part: str) -> int:
        """The pid of a part that runs; it leads a process group of its own."""
        pid = self.pids().get(part)
        if not pid:
            raise StackError(f"{part} does not run: {self.pids()}")
        return pid

    def signal(self, part: str, number: int) -> int:
        """Sends a signal to a part's process (not to its children) and returns the pid."""
        pid = self.pid(part)
        os.kill(pid, number)
        return pid

    def kill(self, part: str) -> int:
        """kill -9 of a part; returns when the process is gone."""
        pid = self.signal(part, signal.SIGKILL)
        await_that(f"{part} ({pid}) ends after SIGKILL", lambda: not is_running(pid), 10)
        return pid

    def port(self, name: str) -> int:
        """A port out of ports.properties, such as `scheduler` or `scheduler-management`."""
        return int(read_properties(self.home / "ports.properties")[name])

    def log(self, part: str) -> str:
        """All that a part has logged."""
        return (self.home / "logs" / f"{part}.log").read_text(errors="replace")

    # --- reaching it

    _variables: dict[str, str] | None = field(default=None, repr=False)

    @property
    def env(self) -> dict[str, str]:
        """What `./hearth env` exports."""
        if self._variables is None:
            lines = self.hearth("env").stdout.splitlines()
            pairs = (shlex.split(line.removeprefix("export "))[0].partition("=") for line in lines if line)
            self._variables = {name: value for name, _, value in pairs}
        return self._variables

    @property
    def url(self) -> str:
        return self.env["INFERENCE_BASE_URL"]

    @property
    def key(self) -> str:
        return self.env["INFERENCE_API_KEY"]

    def api(self, key: str | None = None) -> Api:
        """A client of its own connection, with the owner's key unless another is given. Not for several threads."""
        return Api(self.url, key or self.key)


class ApiError(AssertionError):
    """An answer that is not 2xx."""

    def __init__(self, method: str, path: str, status: int, body: Any) -> None:
        super().__init__(f"{method} {path} answered {status}: {body}")
        self.status = status
        self.body = body


class Api:
    """The public HTTP API over one connection that is kept open; every method gives the envelope's `data`."""

    def __init__(self, url: str, key: str, timeout: float = 70) -> None:
        self._address = urllib.parse.urlsplit(url)
        self._headers = {"Authorization": f"Bearer {key}", "Content-Type": "application/json"}
        self._timeout = timeout
        self._connection: http.client.HTTPConnection | None = None

    def call(self, method: str, path: str, body: Any = None, headers: dict[str, str] | None = None) -> Any:
        """One request. A broken connection is the caller's to judge: OSError or http.client.HTTPException."""
        connection = self._kept() or http.client.HTTPConnection(
            self._address.hostname or "", self._address.port, timeout=self._timeout
        )
        self._connection = None  # only a connection that served a whole answer is used again
        encoded = None if body is None else json.dumps(body).encode()
        try:
            connection.request(method, path, encoded, {**self._headers, **(headers or {})})
            response = connection.getresponse()
            status, raw = response.status, response.read()
        except BaseException:
            connection.close()
            raise
        self._connection = connection
        parsed = json.loads(raw) if raw else None
        if not 200 <= status < 300:
            raise ApiError(method, path, status, parsed)
        return parsed["data"] if isinstance(parsed, dict) and "data" in parsed else parsed

    def _kept(self) -> http.client.HTTPConnection | None:
        """The connection of the last call, unless the server has closed it meanwhile."""
        kept = self._connection
        if kept is None or kept.sock is None:
            return None
        if select.select([kept.sock], [], [], 0)[0]:  # nothing is due: what there is to read is its end
            kept.close()
            return None
        return kept

    def run(self, app: str, input: Any, wait: bool = True, headers: dict[str, str] | None = None, **fields: Any) -> Any:
        """`POST /apps/run`; the final task with `wait`, else the acknowledged one."""
        body = {"app": app, "input": input, "wait": wait, **fields}
        return self.call("POST", "/apps/run", body, headers)

    def task(self, task_id: str) -> Any:
        return self.call("GET", f"/tasks/{task_id}")

    def wait_final(self, task_id: str, seconds: float = 60) -> Any:
        """Asks until the task is final and gives it back."""

        def final() -> Any:
            task = self.task(task_id)
            return task if task["status"] in FINAL else None

        return await_that(f"task {task_id} is final", final, seconds)

    def wait_status(self, task_id: str, status: int, seconds: float = 60) -> Any:
        """Asks until the task has a status; fails at once when it is final with another."""

        def reached() -> Any:
            task = self.task(task_id)
            if task["status"] != status and task["status"] in FINAL:
                raise AssertionError(f"task {task_id} ended with {task['status']} before {status}: {task.get('error')}")
            return task if task["status"] == status else None

        return await_that(f"task {task_id} has status {status}", reached, seconds)

    def cancel(self, task_id: str, **fields: Any) -> Any:
        return self.call("POST", f"/tasks/{task_id}/cancel", fields or None)

    def tasks(self, **query: Any) -> Iterator[Any]:
        """Every task of the team, newest first, page by page."""
        cursor = None
        while True:
            page = self.call("POST", "/tasks/list", {"limit": 100, **query, **({"cursor": cursor} if cursor else {})})
            yield from page["items"]
            if not page["has_next"]:
                return
            cursor = page["next_cursor"]


def is_running(pid: int) -> bool:
    """Whether a process is there and no zombie."""
    try:
        stat = Path(f"/proc/{pid}/stat").read_text()
    except OSError:
        return False
    return stat.rpartition(")")[2].split()[0] not in "ZX"


def read_properties(file: Path) -> dict[str, str]:
    lines = (line.strip() for line in file.read_text().splitlines())
    pairs = (line.partition("=") for line in lines if line and not line.startswith("#"))
    return {name.strip(): value.strip() for name, _, value in pairs}
