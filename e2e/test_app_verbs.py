"""What authors ask the command line about an app that is published: its versions and its logs."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

import pytest
from harness import Stack

APP = """
from inferencesh import BaseApp, BaseAppInput, BaseAppOutput

print("imported as {edition}")


class AppInput(BaseAppInput):
    word: str = "none"


class AppOutput(BaseAppOutput):
    word: str


class App(BaseApp):
    async def run(self, input_data: AppInput) -> AppOutput:
        print("called with", input_data.word, flush=True)
        return AppOutput(word="{edition}: " + input_data.word)
"""


class Author:
    """Somebody with an app in a folder."""

    def __init__(self, stack: Stack, folder: Path) -> None:
        self.stack = stack
        self.folder = folder
        self.app = "local/told-of"
        (folder / "inf.yml").write_text("name: told-of\n")
        (folder / "requirements.txt").write_text("")

    def deploy(self, code: str, *arguments: str, check: bool = True) -> subprocess.CompletedProcess[str]:
        (self.folder / "inference.py").write_text(code)
        return self.stack.hearth("app", "deploy", str(self.folder), *arguments, check=check, timeout=240)

    def run(self, word: str, version: str = "") -> str:
        line = ("app", "run", self.app + version, "--input", "-")
        return self.stack.hearth(*line, input=json.dumps({"word": word})).stdout

    def versions(self, *arguments: str) -> str:
        return self.stack.hearth("app", "versions", self.app, *arguments).stdout

    def logs(self, *arguments: str, of: str = "", check: bool = True) -> subprocess.CompletedProcess[str]:
        return self.stack.hearth("app", "logs", self.app + of, *arguments, check=check)


@pytest.fixture(scope="module")
def author(stack: Stack, tmp_path_factory: pytest.TempPathFactory) -> Author:
    """Has published `first` with that tag, then `second`, then something that does not build."""
    author = Author(stack, tmp_path_factory.mktemp("told-of"))
    author.deploy(APP.replace("{edition}", "first"), "--tag", "first")
    author.deploy(APP.replace("{edition}", "second"))
    assert author.deploy("class App(:\n", check=False).returncode == 1
    return author


def test_versions_are_listed_newest_first_with_the_current_one_marked(author: Author) -> None:
    rows = [line.split() for line in author.versions().splitlines()[1:]]

    assert [row[1] if row[0] == "*" else row[0] for row in rows] == [
        json.loads(line)["short_id"] for line in author.versions("--json").splitlines()
    ]
    failed, second, first = rows
    assert failed[0] != "*" and failed[1] == "failed"
    assert second[0] == "*" and second[2] == "ready"
    assert first[0] != "*" and first[1] == "ready" and "first" in first and "run" in first
    assert "inference.py:1" in author.versions().splitlines()[1]


def test_logs_are_those_of_the_newest_task_of_the_app_or_of_a_version(author: Author) -> None:
    author.run("old", version="@first")
    author.run("new")

    assert "called with new" in author.logs().stdout and "called with old" not in author.logs().stdout
    assert "called with old" in author.logs(of="@first").stdout
    assert "imported as" not in author.logs("--build").stdout
    assert json.loads(author.logs("--json").stdout)["logs"]


def test_logs_of_a_build_say_why_it_failed(author: Author) -> None:
    told = author.logs("--build").stdout

    assert "inference.py" in told and "SyntaxError" in told


def test_logs_of_a_task_that_has_ended_can_be_followed_to_its_end(author: Author) -> None:
    author.run("followed")

    followed = author.logs("--follow")

    assert "called with followed" in followed.stdout


@pytest.mark.parametrize("verb", ["logs", "versions"])
def test_an_app_that_is_not_there_is_named(stack: Stack, verb: str) -> None:
    refused = stack.hearth("app", verb, "local/never-published", check=False)

    assert refused.returncode == 5 and "never-published" in refused.stderr


def test_lists_of_tasks_and_sessions_name_their_apps(stack: Stack, author: Author) -> None:
    author.run("listed")
    stack.hearth("app", "run", author.app, "--session", "new", "--session-timeout", "5")

    assert "local/told-of" in stack.hearth("task", "list", "--limit", "1").stdout
    assert "local/told-of" in stack.hearth("session", "list").stdout


def test_a_folder_that_holds_no_app_ends_with_one_code_whatever_is_wrong(stack: Stack, tmp_path: Path) -> None:
    missing = stack.hearth("app", "deploy", str(tmp_path), check=False)
    (tmp_path / "inference.py").write_text("class App:\n    pass\n")
    (tmp_path / "inf.yml").write_text("name: [\n")
    broken = stack.hearth("app", "deploy", str(tmp_path), check=False)
    tested = stack.hearth("app", "test", str(tmp_path), check=False)

    assert [missing.returncode, broken.returncode, tested.returncode] == [1, 1, 1]
    assert "has no inf.yml" in missing.stderr and "inf.yml:" in broken.stderr


def test_a_file_or_text_is_taken_as_what_it_is(stack: Stack, tmp_path: Path) -> None:
    app = tmp_path / "app"
    app.mkdir()
    (app / "inf.yml").write_text("name: file-or-text\n")
    (app / "requirements.txt").write_text("")
    (app / "inference.py").write_text(
        "from typing import Union\n"
        "from inferencesh import BaseApp, BaseAppInput, BaseAppOutput, File\n"
        "class AppInput(BaseAppInput):\n"
        "    given: Union[File, str]\n"
        "class AppOutput(BaseAppOutput):\n"
        "    found: str\n"
        "class App(BaseApp):\n"
        "    async def run(self, input_data: AppInput) -> AppOutput:\n"
        "        given = input_data.given\n"
        "        return AppOutput(found=given if isinstance(given, str) else open(given.path).read())\n"
    )
    (tmp_path / "note.txt").write_text("from a file")
    stack.hearth("app", "deploy", str(app), timeout=240)

    def found(given: str) -> str:
        (tmp_path / "input.json").write_text(json.dumps({"given": given}))
        done = stack.hearth("app", "run", "local/file-or-text", "--input", str(tmp_path / "input.json"))
        return str(json.loads(done.stdout)["found"])

    assert found("a text, no path") == "a text, no path"
    assert found("data:text/plain,from%20data") == "from data"
    assert found("note.txt") == "from a file"
