"""What a stack is after it went down, or a part of it died."""

from __future__ import annotations

import contextlib
import http.client
import signal
import urllib.parse
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import pytest
from agents import Chats, configured, last_text, script
from curl import Curl
from harness import COMPLETED, FAILED, PARTS, RUNNING, ApiError, Stack, await_that, is_running, read_properties
from pg8000.native import Connection
from warm import Session, assert_refused, count, fresh


@pytest.fixture(scope="module")
def stack(stack: Stack) -> Iterator[Stack]:
    if not stack.owned:
        pytest.skip("this stack is not ours to stop")
    yield stack


def test_changes_nothing_when_all_runs(stack: Stack) -> None:
    before = stack.pids()

    printed = stack.up("--no-samples")

    assert stack.pids() == before and before.keys() == set(PARTS)
    assert printed.count("runs already") == len(PARTS)


@dataclass
class Repaired:
    """A stack after parts of it were killed and `up` brought it up again."""

    stack: Stack
    killed: dict[str, int]
    others: dict[str, int]
    session: Session  # of before, with two calls
    start: int  # the setup of a process that had counted one call

    @classmethod
    def after_the_end_of(cls, stack: Stack, *parts: str) -> Repaired:
        session, start = Session(stack.api()), fresh()
        session.increment()
        count(session.api, setup={"start": start})
        killed = {part: stack.kill(part) for part in parts}
        others = stack.pids()
        assert {part for part, state in stack.status().items() if state["state"] == "down"} == killed.keys()

        stack.up("--no-samples")

        session.api = stack.api()
        return cls(stack, killed, others, session, start)

    def is_whole(self) -> bool:
        now = self.stack.pids()
        return (
            all(now[part] != dead for part, dead in self.killed.items())
            and now.items() > self.others.items()
            and {part["state"] for part in self.stack.status().values()} == {"ready"}
            and self.stack.api().run("local/noop", {})["status"] == COMPLETED
        )


@pytest.fixture(scope="module")
def without_gateway_and_scheduler(stack: Stack) -> Repaired:
    return Repaired.after_the_end_of(stack, "gateway", "scheduler")


@pytest.fixture(scope="module")
def without_worker(stack: Stack) -> Repaired:
    return Repaired.after_the_end_of(stack, "worker")


def test_repairs_a_gateway_and_a_scheduler_that_died(without_gateway_and_scheduler: Repaired) -> None:
    assert without_gateway_and_scheduler.is_whole()


def test_a_session_survives_kill_9_of_gateway_and_scheduler(without_gateway_and_scheduler: Repaired) -> None:
    session = without_gateway_and_scheduler.session

    assert session.increment()["previous"] == 1
    assert session.info()["call_count"] == 3


def test_setup_is_not_run_again_after_kill_9_of_gateway_and_scheduler(without_gateway_and_scheduler: Repaired) -> None:
    stack, start = without_gateway_and_scheduler.stack, without_gateway_and_scheduler.start

    assert count(stack.api(), setup={"start": start}) == start + 2


def test_repairs_a_worker_that_died(without_worker: Repaired) -> None:
    assert without_worker.is_whole()


def test_a_session_does_not_survive_its_worker(without_worker: Repaired) -> None:
    session = without_worker.session

    error = await_that("the session is lost", lambda: lost(session), 60)

    assert_refused(error, 500, "WORKER_LOST", "worker lost")
    assert Session(session.api).increment()["previous"] == 0


def lost(session: Session) -> ApiError | None:
    """Why a call is refused; none while it is still taken in, and then it fails and never runs elsewhere."""
    try:
        task = session.call("increment", {"key": "n", "amount": 1}, wait=False)
    except ApiError as error:
        return error
    assert session.api.wait_final(task["id"])["status"] == FAILED
    return None


def test_drains_a_gateway_that_is_told_to_stop(stack: Stack) -> None:
    app = "local/streaming"
    api = stack.api()
    api.run(app, {"text": "a", "delay_ms": 0})
    with ThreadPoolExecutor(1) as threads:
        waiting = threads.submit(stack.api().run, app, {"text": "a b c", "delay_ms": 700})
        runs = [{"field": "status", "operator": "eq", "value": RUNNING}]
        task = await_that("the task runs", lambda: next(api.tasks(filters=runs), None))
        address = urllib.parse.urlsplit(stack.url)
        stream = http.client.HTTPConnection(address.hostname, address.port, timeout=30)
        stream.request("GET", f"/tasks/{task['id']}/stream", headers={"Authorization": f"Bearer {stack.key}"})
        followed = stream.getresponse()
        assert followed.readline().startswith(b"data:")

        pid = stack.signal("gateway", signal.SIGTERM)

        with pytest.raises((http.client.IncompleteRead, ConnectionError)):
            followed.read()
        assert is_refused(stack)
        assert waiting.result(20)["status"] == COMPLETED
    await_that("the gateway ends", lambda: not is_running(pid), 10)
    assert "draining" in stack.log("gateway")

    stack.up("--no-samples")
    assert stack.api().run("local/noop", {})["status"] == COMPLETED


def is_refused(stack: Stack) -> bool:
    """503 while it drains, no connection afterwards."""
    try:
        stack.api().call("GET", "/me")
    except ApiError as error:
        return error.status == 503
    except OSError:
        return True
    return False


def test_finds_everything_again_after_down_and_up(stack: Stack) -> None:
    curl = Curl(stack)
    earlier = stack.api().run("infsh/text-templating", {"template": "{1}", "strings": ["before"]})
    [file] = curl("POST", "/files", {"files": [{"uri": "", "filename": "kept.txt"}]}).data
    curl("PUT", file["upload_url"], "still here")
    pids = stack.pids()
    env = stack.env

    stack.down()
    await_that("every part is gone", lambda: not [pid for pid in pids.values() if is_running(pid)], 5)
    stack.up("--no-samples")

    assert stack.env == env
    again = stack.api().task(earlier["id"])
    assert (again["status"], again["output"]) == (COMPLETED, earlier["output"])
    assert curl("GET", file["uri"]).body == b"still here"
    assert stack.api().run("local/noop", {})["status"] == COMPLETED


def test_gives_a_home_from_before_there_were_agents_what_they_need(stack: Stack) -> None:
    earlier = stack.api().run("infsh/text-templating", {"template": "{1}", "strings": ["before"]})
    stack.kill("agent")
    without_database(stack, "agent")
    stack.down()
    without_lines(stack.home / "ports.properties", "agent", "agent-management")
    without_lines(stack.home / "secrets.properties", "database-agent")

    printed = stack.up("--no-samples")

    assert "agent" in printed and {state["state"] for state in stack.status().values()} == {"ready"}
    chat = Chats(stack.api()).whole(script({"text": "Hello."}), configured())
    assert last_text(chat) == "Hello."
    assert stack.api().task(earlier["id"])["output"] == earlier["output"]


def without_lines(file: Path, *names: str) -> None:
    lines = file.read_text().splitlines(keepends=True)
    kept = [line for line in lines if line.partition("=")[0].strip() not in names]
    assert len(kept) == len(lines) - len(names)
    file.write_text("".join(kept))


def without_database(stack: Stack, service: str) -> None:
    """Removes a service's role and schema."""
    superuser = Connection(
        "postgres",
        host="127.0.0.1",
        port=stack.port("postgres"),
        database="hearth",
        password=read_properties(stack.home / "secrets.properties")["database-superuser"],
        timeout=60,
    )
    with contextlib.closing(superuser):
        superuser.run(f"drop schema {service} cascade")
        superuser.run(f"drop owned by hearth_{service}")
        superuser.run(f"drop role hearth_{service}")
