"""The npm packages `@inferencesh/sdk` (client generation G3) and `kafkajs`, unchanged, against the stack."""

from __future__ import annotations

import json
import shutil

import node_clients
import pytest
from harness import CANCELLED, CANCELLING, COMPLETED, FAILED, RUNNING, Api, Stack


@pytest.fixture(scope="module", autouse=True)
def bundle() -> None:
    if not shutil.which("npm"):
        pytest.skip("needs node 18 or newer and npm: install them (apt-get install nodejs npm)")
    node_clients.prepare()


def test_runs_an_app_and_waits_for_its_output(stack: Stack) -> None:
    task = node_clients.run("run-and-wait", stack)

    assert task["status"] == COMPLETED
    assert task["output"]["result"] == "Hello Ada, this is Node."
    assert [meta["tokens"] for meta in task["output"]["output_meta"]["outputs"]] == [24]


def test_hears_of_every_partial_output(stack: Stack) -> None:
    result = node_clients.run("run-with-updates", stack)

    assert result["task"]["status"] == COMPLETED
    assert result["task"]["output"]["response"] == "one two three"
    said = [update["output"]["response"] for update in result["updates"] if update["output"]]
    assert {"one", "one two", "one two three"} <= set(said)
    assert result["updates"][-1]["status"] == COMPLETED


def test_polls_to_the_end(stack: Stack) -> None:
    result = node_clients.run("poll", stack)

    assert result["task"]["status"] == COMPLETED
    assert result["task"]["output"]["result"] == "polled"
    assert result["updates"][-1] == COMPLETED


def test_fires_and_forgets(stack: Stack, api: Api) -> None:
    task = node_clients.run("fire-and-forget", stack)

    assert task["status"] not in (COMPLETED, FAILED)
    assert api.wait_final(task["id"])["output"]["result"] == "later"


def test_rejects_with_the_servers_words(stack: Stack) -> None:
    rejections = node_clients.run("rejections", stack)

    assert rejections["unknownApp"]["message"].startswith("HTTP 404: ")
    assert "non-existent/app-that-does-not-exist" in rejections["unknownApp"]["message"]
    assert rejections["unknownTask"]["message"].startswith("HTTP 404: ")
    assert rejections["wrongKey"]["message"].startswith("HTTP 401: ")
    assert "on purpose" in rejections["failedTask"]["message"]
    assert "template" in rejections["invalidInput"]["message"]


def test_uploads_files_and_gives_them_to_an_app(stack: Stack) -> None:
    result = node_clients.run("files", stack)

    assert result["same"] and result["type"] == "image/png"
    assert result["record"]["id"] == result["uploaded"]["id"] and result["uploaded"]["id"] in result["listed"]
    assert result["record"]["filename"] == "pixel.png"
    assert result["widths"] == [2, 3, 4]
    assert (result["madeType"], result["madeStart"]) == ("image/png", "PNG")
    assert result["afterDelete"] == 404


def test_lists_reads_and_cancels_tasks(stack: Stack) -> None:
    result = node_clients.run("tasks", stack)

    newest = [task for page in result["pages"] for task in page]
    assert newest[:3] == list(reversed(result["ids"]))
    assert [len(page) for page in result["pages"]] == [2, 2, 2] and len(set(newest)) == 6
    assert result["cancelled"]["message"] == "task cancelled"
    assert result["got"]["status"] == CANCELLED
    assert [status for status in result["seen"] if status in (RUNNING, CANCELLING, CANCELLED)][-2:] == [
        CANCELLING,
        CANCELLED,
    ]
    assert result["logs"]["task_id"] == result["timings"]["task_id"] == result["ids"][0]


def test_rebuilds_the_status_table_from_the_topic(stack: Stack, api: Api) -> None:
    team = api.run("local/noop", {})["team_id"]
    api.run("local/failures", {"kind": "raise"})
    expected = {task["id"]: api.wait_final(task["id"])["status_text"] for task in list(api.tasks())}

    told = node_clients.run("rebuild-status", stack, HEARTH_UNTIL=json.dumps(list(expected)))

    assert told["problems"] == []
    assert {task: row["status"] for task, row in told["table"].items() if row["team_id"] == team} == expected
