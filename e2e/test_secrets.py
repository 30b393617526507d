"""Secrets, from a refused call to a log that does not show them."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from agents import Chats, calls, configured, last_text, script
from harness import COMPLETED, FAILED, Api, ApiError, Stack, await_that

MANIFEST = """
name: secretive
kernel: python-3.11
secrets:
  - key: E2E_TOKEN
    description: needed
  - key: E2E_EXTRA
    optional: true
"""

APP = '''
import os

from pydantic import BaseModel

from inferencesh import BaseApp

AT_IMPORT = os.environ.get("E2E_TOKEN", "")
PROCESS = os.urandom(8).hex()
print("imported with", AT_IMPORT)


class AppInput(BaseModel):
    fail: bool = False


class AppOutput(BaseModel):
    length: int
    last: str
    extra: bool
    undeclared: bool
    process: str


class App(BaseApp):
    async def run(self, input_data: AppInput, metadata) -> AppOutput:
        print("called with", AT_IMPORT)
        metadata.log("told " + AT_IMPORT)
        if input_data.fail:
            raise ValueError("refused: " + AT_IMPORT)
        return AppOutput(
            length=len(AT_IMPORT),
            last=AT_IMPORT[-1:],
            extra="E2E_EXTRA" in os.environ,
            undeclared="E2E_UNDECLARED" in os.environ,
            process=PROCESS,
        )
'''


@pytest.fixture(scope="module")
def app(stack: Stack, tmp_path_factory: pytest.TempPathFactory) -> str:
    folder = tmp_path_factory.mktemp("secretive")
    (folder / "inf.yml").write_text(MANIFEST)
    (folder / "inference.py").write_text(APP)
    (folder / "requirements.txt").write_text("")
    return stack.hearth("app", "deploy", str(folder), timeout=600).stdout.strip().splitlines()[-1]


@pytest.fixture
def clean(api: Api) -> Iterator[None]:
    yield
    for name in ("E2E_TOKEN", "E2E_EXTRA", "E2E_UNDECLARED"):
        try:
            api.call("DELETE", f"/secrets/{name}")
        except ApiError as error:
            assert error.status == 404


def set_secret(stack: Stack, name: str, value: str) -> None:
    stack.hearth("secret", "set", name, input=value + "\n")


@pytest.mark.usefixtures("clean")
def test_goes_from_412_to_a_run_whose_log_is_masked(stack: Stack, api: Api, app: str) -> None:
    value = "e2e-" + os.urandom(12).hex()
    newest = next(api.tasks())["id"]

    with pytest.raises(ApiError) as refused:
        api.run(app, {})
    assert refused.value.status == 412
    [error] = refused.value.body["errors"]
    assert (error["type"], error["key"], error["action"]["type"]) == ("secret", "E2E_TOKEN", "add_secret")
    assert next(api.tasks())["id"] == newest

    set_secret(stack, "E2E_TOKEN", value)
    set_secret(stack, "E2E_UNDECLARED", "of no concern to this app")
    task = api.run(app, {})

    assert task["status"] == COMPLETED, task.get("error")
    assert task["output"]["length"] == len(value) and task["output"]["last"] == value[-1]
    assert not task["output"]["extra"] and not task["output"]["undeclared"]
    log = "".join(line["content"] for line in api.task(task["id"])["logs"])
    assert "imported with ****" in log and "called with ****" in log and "told ****" in log
    failed = api.run(app, {"fail": True})
    assert failed["status"] == FAILED and "refused: ****" in failed["error"]
    everything = json.dumps([api.task(task["id"]), api.task(failed["id"])])
    assert value not in everything


@pytest.mark.usefixtures("clean")
def test_takes_another_process_when_a_secret_changed(stack: Stack, api: Api, app: str) -> None:
    set_secret(stack, "E2E_TOKEN", "value-number-1")
    first = api.run(app, {})["output"]
    again = api.run(app, {})["output"]
    set_secret(stack, "E2E_TOKEN", "value-number-2")
    changed = api.run(app, {})["output"]

    assert again["process"] == first["process"] and first["last"] == "1"
    assert changed["process"] != first["process"] and changed["last"] == "2"


@pytest.mark.usefixtures("clean")
def test_leaves_no_trace_of_a_value(stack: Stack, api: Api, app: str) -> None:
    """PostgreSQL's files, the topic's segments, every log and every folder of the engine are below the stack's home."""
    value = "trace-" + os.urandom(16).hex()
    set_secret(stack, "E2E_TOKEN", value)
    done = api.run(app, {})
    api.run(app, {"fail": True})
    listed = stack.hearth("secret", "list").stdout
    assert "E2E_TOKEN" in listed and value not in listed

    def is_on_the_topic() -> bool:
        return any(done["id"].encode() in read(file) for file in stack.home.rglob("*.log") if "tasks" in str(file))

    await_that("the event is on the topic", is_on_the_topic)
    searched = [file for file in stack.home.rglob("*") if file.is_file() and not file.is_symlink()]
    found = [str(file) for file in searched if value.encode() in read(file)]
    names = {part for file in searched for part in file.relative_to(stack.home).parts[:1]}
    assert {"postgres", "kafka", "logs", "worker"} <= names, names
    assert not found


def read(file: Path) -> bytes:
    try:
        return file.read_bytes()
    except OSError:
        return b""  # gone meanwhile, or a socket


def test_takes_no_value_from_the_command_line(stack: Stack) -> None:
    done = stack.hearth("secret", "set", "E2E_TOKEN", "a-value", check=False)

    assert done.returncode == 2


@pytest.mark.parametrize("name", ["PATH", "LD_PRELOAD", "PYTHONPATH", "HOME"])
def test_refuses_names_that_steer_what_runs(stack: Stack, name: str) -> None:
    done = stack.hearth("secret", "set", name, input="x\n", check=False)

    assert done.returncode == 5 and "refused" in done.stderr


@pytest.mark.usefixtures("clean")
def test_refuses_a_message_whose_tool_lacks_a_secret_before_it_is_stored(stack: Stack, api: Api, app: str) -> None:
    chats = Chats(api)
    tool = {"name": "measure", "type": "app", "app": {"ref": app}}
    text = script(calls("measure"), {"text": "It says {result}."})
    chat = chats.whole(script({"text": "Hello."}), configured())["id"]
    before = api.call("POST", "/chats/list")["total_items"]

    for chat_id in (None, chat):
        with pytest.raises(ApiError) as refused:
            chats.run(text, configured(tool), chat_id=chat_id)

        assert refused.value.status == 412 and refused.value.body["satisfied"] is False
        [missing] = refused.value.body["errors"]
        assert (missing["type"], missing["key"], missing["action"]["type"]) == ("secret", "E2E_TOKEN", "add_secret")
        assert refused.value.body["error"]["message"] == "secret E2E_TOKEN is not set"
    assert api.call("POST", "/chats/list")["total_items"] == before
    shown = chats.read(chat)
    assert shown["status"] == "idle" and len(shown["chat_messages"]) == 2

    set_secret(stack, "E2E_TOKEN", "abc")
    answered = await_that("the secret is known", lambda: run_unless_refused(chats, text, configured(tool)))
    assert '"length":3' in last_text(chats.settled(answered["chat_id"])).replace(" ", "")


def run_unless_refused(chats: Chats, text: str, config: dict[str, Any]) -> dict[str, Any] | None:
    try:
        return chats.run(text, config)
    except ApiError as error:
        assert error.status == 412
        return None
