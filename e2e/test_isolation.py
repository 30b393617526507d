"""Two teams that know nothing of each other."""

from __future__ import annotations

import json
import os
from dataclasses import dataclass
from pathlib import Path

import pytest
from curl import Curl
from harness import COMPLETED, Api, Stack, await_that


@dataclass(frozen=True)
class Team:
    name: str
    curl: Curl
    api: Api
    key: str


APP = '''
from pydantic import BaseModel

from inferencesh import BaseApp


class AppInput(BaseModel):
    add: str = ""


class AppOutput(BaseModel):
    held: list[str]


class App(BaseApp):
    async def setup(self):
        self.held = []

    async def run(self, input_data: AppInput) -> AppOutput:
        self.held += [input_data.add] if input_data.add else []
        return AppOutput(held=self.held)
'''


@pytest.fixture(scope="module")
def teams(stack: Stack) -> tuple[Team, Team]:
    suffix = os.urandom(3).hex()

    def make(word: str) -> Team:
        name = f"{word}-{suffix}"
        created = json.loads(stack.hearth("team", "create", name, "--json").stdout)
        key = created["owner_key"]
        return Team(name, Curl(stack, key), stack.api(key), key)

    return make("ada"), make("bob")


@pytest.fixture(scope="module")
def jailed(stack: Stack) -> None:
    if "local only" in stack.hearth("doctor", check=False).stdout:
        pytest.skip("without bubblewrap the engine serves the team local only")


def test_hides_files_of_another_team(teams: tuple[Team, Team]) -> None:
    ada, bob = teams

    [file] = ada.curl("POST", "/files", {"files": [{"uri": "", "filename": "diary.txt"}]}).data
    ada.curl("PUT", file["upload_url"], "dear diary")

    assert ada.curl("GET", f"/files/{file['id']}").data["filename"] == "diary.txt"
    bob.curl("GET", f"/files/{file['id']}").refused(404, "not_found")
    bob.curl("DELETE", f"/files/{file['id']}").refused(404, "not_found")
    assert file["id"] not in [item["id"] for item in bob.curl("POST", "/files/list").data["items"]]
    assert ada.curl("GET", file["uri"]).body == b"dear diary"


def test_hides_tasks_of_another_team(teams: tuple[Team, Team], api: Api) -> None:
    _, bob = teams
    task = api.run("infsh/text-templating", {"template": "{1}", "strings": ["ours"]})["id"]

    for method, path in [
        ("GET", ""),
        ("GET", "/status"),
        ("GET", "/stream"),
        ("GET", "/logs"),
        ("GET", "/timings"),
        ("POST", "/cancel"),
        ("DELETE", ""),
    ]:
        bob.curl(method, f"/tasks/{task}{path}").refused(404, "not_found")
    assert bob.curl("POST", "/tasks/list").data["items"] == []
    assert api.task(task)["status"] == COMPLETED


def test_hides_private_apps_and_refuses_to_publish_into_anothers_namespace(
    stack: Stack, teams: tuple[Team, Team], tmp_path: Path
) -> None:
    _, bob = teams
    (tmp_path / "inf.yml").write_text("name: mine\nnamespace: local\nkernel: python-3.11\n")
    (tmp_path / "inference.py").write_text(APP)

    bob.curl("POST", "/apps/run", {"app": "local/noop", "input": {}}).refused(404, "not_found")
    bob.curl("GET", "/apps/local/noop").refused(404, "not_found")

    deployed = stack.hearth("app", "deploy", str(tmp_path), key=bob.key, check=False)

    assert deployed.returncode == 5 and "local" in deployed.stderr, deployed


def test_lets_only_the_owner_of_local_make_teams(teams: tuple[Team, Team]) -> None:
    ada, _ = teams

    ada.curl("POST", "/teams", {"username": "more"}).refused(403, "forbidden")


def test_keeps_a_key_to_its_scopes(stack: Stack) -> None:
    key = stack.hearth("key", "create", "reader", "--scope", "apps:read").stdout.strip()
    curl = Curl(stack, key)

    assert curl("GET", "/apps/local/noop").data["name"] == "noop"
    curl("POST", "/apps/run", {"app": "local/noop", "input": {}}).refused(403, "forbidden")
    curl("POST", "/apikeys", {"name": "more"}).refused(403, "forbidden")


def test_ends_a_key_that_is_deleted(stack: Stack, api: Api) -> None:
    created = json.loads(stack.hearth("key", "create", "short", "--json").stdout)
    curl = Curl(stack, created["key"])
    assert curl("GET", "/me").status == 200

    api.call("DELETE", f"/apikeys/{created['id']}")

    await_that("the key opens nothing", lambda: curl("GET", "/me").status == 401, 5)


@pytest.mark.usefixtures("jailed")
def test_never_shares_a_runner_between_teams(stack: Stack, teams: tuple[Team, Team], tmp_path: Path) -> None:
    (tmp_path / "inference.py").write_text(APP)
    held = {}

    for team in teams:
        (tmp_path / "inf.yml").write_text(f"name: holder\nnamespace: {team.name}\nkernel: python-3.11\n")
        stack.hearth("app", "deploy", str(tmp_path), key=team.key)
        task = team.api.run(f"{team.name}/holder", {"add": team.name})
        held[team.name] = task["output"]["held"]

    assert held == {team.name: [team.name] for team in teams}
    ada, bob = teams
    bob.curl("POST", "/apps/run", {"app": f"{ada.name}/holder", "input": {}}).refused(404, "not_found")
