"""The shapes of public documentation, folders in `shapes/`, called as people call them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from authors import log_of, read
from curl import Curl
from harness import COMPLETED, FAILED, Api, Stack

pytestmark = pytest.mark.usefixtures("shapes")

SHAPES = Path(__file__).resolve().parent / "shapes"


@pytest.fixture(scope="session")
def shapes(stack: Stack) -> None:
    for folder in sorted(SHAPES.iterdir()):
        stack.hearth("app", "deploy", str(folder), timeout=180)


def test_a_plain_class_has_its_functions_by_hints(curl: Curl, api: Api) -> None:
    app = curl("GET", "/v1/apps/shapes/plain-class").data
    assert list(app["version"]["functions"]) == ["run", "greet", "reverse"]
    assert app["version"]["functions"]["greet"]["description"] == "Greets."

    by_id = curl("POST", f"/v1/apps/{app['id']}/run", {"function": "reverse", "input": {"text": "abc"}}).data
    by_name = curl("POST", "/v1/run", {"app": "shapes/plain-class", "function": "greet", "input": {"name": "Ada"}})

    assert api.wait_final(by_id["id"])["output"] == {"reversed": "cba"}
    assert api.wait_final(by_name.data["id"])["output"] == {"greeting": "Hello, Ada!"}
    assert api.run("shapes/plain-class", {"text": "up"})["output"] == {"result": "UP"}


def test_run_may_hand_on_to_another_function(api: Api) -> None:
    assert api.run("shapes/delegating", {"prompt": "a"})["output"]["text"].startswith("a #")
    assert api.run("shapes/delegating", {"prompt": "b"}, function="generate")["output"]["text"].startswith("b #")


def test_the_command_line_uploads_the_files_that_an_input_names(stack: Stack, tmp_path: Path) -> None:
    (tmp_path / "small.txt").write_text("tiny ")
    (tmp_path / "input.json").write_text(json.dumps({"image": "small.txt", "factor": 3}))

    line = ["app", "run", "shapes/delegating", "--input", str(tmp_path / "input.json"), "--function", "upscale"]
    output = json.loads(stack.hearth(*line).stdout)

    assert output["factor"] == 3
    assert read(output["image"]) == b"tiny tiny tiny "


def test_setup_has_its_defaults_and_another_setup_another_process(api: Api) -> None:
    assert api.run("shapes/setup-model", {})["output"]["model"] == "small/fp16"
    assert api.run("shapes/setup-model", {}, setup={"model_id": "big"})["output"]["model"] == "big/fp16"


def test_a_setup_that_does_not_fit_fails_the_task_with_the_models_words(api: Api) -> None:
    task = api.run("shapes/setup-model", {}, setup={"precision": 16})

    assert (task["status"], task["error_code"]) == (FAILED, "SETUP_FAILED")
    assert task["error"] == "Setup does not fit: AppSetup: precision: Input should be a valid string"


def test_metadata_logs_and_answers_in_every_way(curl: Curl, api: Api) -> None:
    task = api.run("shapes/with-metadata", {"steps": 2})

    assert task["output"]["model"] == "the usual model"
    assert task["output"]["known"]["task_id"] == task["id"]
    assert task["app_variant"] == "default"
    assert "step 1 of 2\nstep 2 of 2\n" in log_of(curl, task)


def test_infsh_is_a_second_spelling(api: Api) -> None:
    task = api.run("shapes/other-spelling", {"image": "https://example.test/x.png"})

    assert read(task["output"]["image"]) == b"seen:https://example.test/x.png"


def test_files_and_inputs_of_every_type(curl: Curl, api: Api) -> None:
    given = {"uri": "data:text/plain,hello", "filename": "greeting.txt", "id": "extra", "user_id": "u"}
    values = {"text": "t", "count": 2, "ratio": 0.5, "flag": True, "maybe_file": ""}
    task = api.run("shapes/files-and-types", {**values, "file": given, "files": ["data:,a", "data:,b"]})

    assert task["status"] == COMPLETED, task
    output = task["output"]
    assert output["seen"] == {
        "exists": True,
        "content_type": "text/plain",
        "size": 5,
        "filename": "greeting.txt",
        "uri": "data:text/plain,hello",
        "grew": [2, 4],
        "types": ["str", "int", "float", "bool"],
        "maybe_file": True,
        "contents": ["a", "b"],
    }
    assert read(output["by_path"]) == b"1234"
    assert read(output["with_metadata"]) == read(output["from_path"]) == b"plain"
    assert output["none"] is None
    assert output["with_metadata"].endswith("/notes.md"), "the same bytes under another name are another file"


@pytest.mark.parametrize("bare", ["/etc/passwd", "cat.png", {"path": "/etc/passwd"}])
def test_a_path_of_the_callers_machine_is_refused(curl: Curl, bare: Any) -> None:
    body = {"app": "shapes/delegating", "function": "upscale", "input": {"image": bare}}

    assert "input/image" in curl("POST", "/v1/run", body).refused(400, "invalid_request")
