"""Outputs that are too large to be carried along with their task."""

from __future__ import annotations

import pytest
from curl import Curl
from harness import COMPLETED, FAILED, Api, Stack

APP = '''
from pydantic import BaseModel

from inferencesh import BaseApp


class AppInput(BaseModel):
    size: int


class AppOutput(BaseModel):
    text: str


class App(BaseApp):
    async def run(self, input_data: AppInput) -> AppOutput:
        return AppOutput(text="x" * input_data.size)
'''


@pytest.fixture(scope="module")
def app(stack: Stack, tmp_path_factory: pytest.TempPathFactory) -> str:
    folder = tmp_path_factory.mktemp("large")
    (folder / "inf.yml").write_text("name: large-outputs\nkernel: python-3.11\n")
    (folder / "inference.py").write_text(APP)
    (folder / "requirements.txt").write_text("")
    return stack.hearth("app", "deploy", str(folder), timeout=600).stdout.strip().splitlines()[-1]


def test_reads_a_large_output_back_and_deletes_it_with_its_task(stack: Stack, api: Api, app: str) -> None:
    size = 5_000_000
    blobs = set((stack.home / "files" / "blobs").rglob("*"))

    task = api.run(app, {"size": size})

    assert task["status"] == COMPLETED, task.get("error")
    assert task["output"] == {"text": "x" * size}
    assert api.task(task["id"])["output"] == task["output"]
    stream = Curl(stack)("GET", f"/tasks/{task['id']}/stream", None, "-H", "Accept: application/x-ndjson")
    assert len(stream.body) > size
    listed = next(item for item in api.tasks() if item["id"] == task["id"])
    assert listed["output"] is None
    files = Curl(stack)("POST", "/files/list", {"limit": 100}).data["items"]
    assert task["id"] not in str(files)
    api.call("DELETE", f"/tasks/{task['id']}")
    left = {path for path in (stack.home / "files" / "blobs").rglob("*") if path.is_file()} - blobs
    assert not [path for path in left if path.stat().st_size > size]


def test_fails_a_task_whose_output_is_above_32_mebibytes(api: Api, app: str) -> None:
    task = api.run(app, {"size": 33 * 1024 * 1024})

    assert (task["status"], task["error_code"]) == (FAILED, "INVALID_OUTPUT")
    assert "33554432" in task["error"]
