"""Each sample app, run by a real runner with the input.json beside it."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from engine import Engine, Received

APPS = Path(__file__).parents[1]
#: Those whose packages the test environment does not have; see test_smollm2.py.
LARGE = {"smollm2"}
NAMES = sorted({path.parent.name for path in APPS.glob("*/inf.yml")} - LARGE)

Started = Callable[..., Engine]


def sample_input(name: str) -> Any:
    return json.loads((APPS / name / "input.json").read_text())


@pytest.fixture
def root_of(tmp_path: Path) -> Callable[[str], Path]:
    def unpack(name: str) -> Path:
        shutil.copytree(APPS / name, tmp_path / name / "src")
        return tmp_path / name

    return unpack


@pytest.mark.parametrize("name", NAMES)
def test_is_described_with_schemas(name: str, root_of: Callable[[str], Path]) -> None:
    root = root_of(name)

    with Engine(root) as engine:
        engine.send("describe", root=str(root), manifest={})
        described = engine.expect("described").json

    assert described["warnings"] == []
    assert described["functions"]
    assert all(function["description"] for function in described["functions"].values())


def test_text_templating_fills_places_and_counts_characters(root_of: Callable[[str], Path]) -> None:
    with Engine(root_of("text-templating")).loaded() as engine:
        output = engine.result(sample_input("text-templating"))
        untouched = engine.result({"template": "{1}{3}{0}", "strings": ["{2}", "x"]})

    assert output["result"] == "Hello Ada, welcome to Hearth."
    assert output["output_meta"]["inputs"] == [{"extra": None, "type": "text", "tokens": 26}]
    assert output["output_meta"]["outputs"][0]["tokens"] == 29
    assert untouched["result"] == "{2}{3}{0}"


def test_session_test_keeps_values_between_calls(root_of: Callable[[str], Path]) -> None:
    with Engine(root_of("session-test")).loaded() as engine:
        assert engine.result(sample_input("session-test"), "set_value") == {
            "success": True,
            "key": "color",
            "value": "amber",
        }
        assert engine.result({"key": "color"}, "get_value") == {"found": True, "key": "color", "value": "amber"}
        assert engine.result({"key": "none"}, "get_value")["found"] is False
        assert engine.result({"key": "n", "amount": 5}, "increment") == {"key": "n", "previous": 0, "current": 5}
        assert engine.result({}, "get_all") == {"state": {"color": "amber", "n": 5}, "call_count": 5}


def test_counter_counts_on_in_a_warm_runner_from_its_setup(root_of: Callable[[str], Path]) -> None:
    with Engine(root_of("counter")).loaded({"start": 10, "step": 5}) as engine:
        counts = [engine.result({})["count"] for _ in range(3)]

    assert counts == [15, 20, 25]
    assert "counting from 10 by 5 on worker worker1" in engine.log


def test_streaming_sends_growing_snapshots(root_of: Callable[[str], Path]) -> None:
    with Engine(root_of("streaming")).loaded() as engine:
        engine.start({"text": "one two three", "delay_ms": 1})
        engine.expect("started")
        snapshots = [engine.expect("partial").json["response"] for _ in range(3)]
        result = engine.expect("result").json

    assert snapshots == ["one", "one two", "one two three"]
    assert result["response"] == "one two three"


def test_streaming_can_be_cancelled_and_stays_usable(root_of: Callable[[str], Path]) -> None:
    with Engine(root_of("streaming")).loaded() as engine:
        engine.start({"text": "one two", "delay_ms": 30_000})
        engine.expect("started")
        engine.send("cancel", task_id="task1")
        assert engine.last_frame().type == "cancelled"
        assert engine.result({"text": "again", "delay_ms": 0})["response"] == "again"


def test_image_takes_a_file_and_gives_one_back(root_of: Callable[[str], Path], tmp_path: Path) -> None:
    Image.new("RGB", (8, 6), "red").save(tmp_path / "in.png")

    with Engine(root_of("image")).loaded() as engine:
        engine.start({**sample_input("image"), "width": 16})
        fetch = engine.expect("fetch").header
        engine.send("fetched", request_id=fetch["request_id"], path=str(tmp_path / "in.png"), uri="http://files/in.png")
        engine.expect("started")
        engine.expect("uploading")
        upload = engine.expect("upload").header
        with Image.open(upload["path"]) as picture:
            assert (picture.mode, picture.size) == ("L", (16, 12))
        engine.send("uploaded", request_id=upload["request_id"], uri="http://files/out.png")
        output = engine.expect("result").json

    assert (output["image"], output["width"], output["height"]) == ("http://files/out.png", 16, 12)


@pytest.mark.parametrize(
    ("kind", "code", "message"),
    [
        ("raise", "APP_ERROR", "the oven is cold"),
        ("nan", "INVALID_OUTPUT", "number is nan"),
        ("wrong_output", "INVALID_OUTPUT", "number: Input should be a valid number"),
        ("missing_file", "FILE_UNAVAILABLE", "/tmp/never-written.txt does not exist"),
        ("exit", "APP_ERROR", "SystemExit: 3"),
    ],
)
def test_failures_fail_as_asked(root_of: Callable[[str], Path], kind: str, code: str, message: str) -> None:
    with Engine(root_of("failures")).loaded() as engine:
        frame: Received = engine.call({"kind": kind, "message": "the oven is cold"})

    assert (frame.type, frame.header["code"]) == ("failed", code)
    assert message in frame.header["message"]


def test_failures_can_crash_and_fail_at_setup(root_of: Callable[[str], Path]) -> None:
    root = root_of("failures")

    with Engine(root).loaded() as engine:
        engine.start({"kind": "crash"})
        engine.expect("started")
        assert engine.wait_for_exit() == 42
    with Engine(root) as engine:
        frame = engine.load({"fail": True})

    assert (frame.type, frame.header["code"]) == ("load_failed", "SETUP_FAILED")
    assert frame.header["where"].startswith("inference.py:")


def test_noop_does_nothing(root_of: Callable[[str], Path]) -> None:
    with Engine(root_of("noop")).loaded() as engine:
        assert engine.result({}) == {"ok": True}
