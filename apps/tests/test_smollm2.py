"""The language model, run by a real runner with its real weights, where the packages can be had (120 MB, once)."""

from __future__ import annotations

import importlib.util
import itertools
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import pytest

from engine import RUNNER, SDK, Engine

APP = Path(__file__).parents[1] / "smollm2"
PACKAGES = Path(__file__).parents[2] / "target" / "smollm2-packages"
WEATHER = {
    "type": "function",
    "function": {
        "name": "get_weather",
        "description": "The weather in a city",
        "parameters": {"type": "object", "properties": {"city": {"type": "string"}}, "required": ["city"]},
    },
}
OPEN_DOOR = {
    "type": "function",
    "function": {
        "name": "open_door",
        "description": "Opens a door.",
        "parameters": {"type": "object", "properties": {"door": {"type": "integer"}}, "required": ["door"]},
    },
}


def tools_of_the_app() -> ModuleType:
    spec = importlib.util.spec_from_file_location("smollm2_tools", APP / "tools.py")
    assert spec is not None and spec.loader is not None
    tools = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(tools)
    return tools


@pytest.fixture(scope="module")
def packages() -> Path:
    wanted = (APP / "requirements.txt").read_text()
    stamp = PACKAGES / "requirements.txt"
    if stamp.exists() and stamp.read_text() == wanted:
        return PACKAGES
    shutil.rmtree(PACKAGES, ignore_errors=True)
    target = ["--no-deps", "--target", str(PACKAGES), "-r", str(APP / "requirements.txt")]
    version = f"{sys.version_info.major}.{sys.version_info.minor}"
    pip = ["-m", "pip", "install", "-q", "--only-binary", ":all:", "--python-version", version]
    complaints = []
    for command in (
        ["uv", "pip", "install", "-q", "--python", sys.executable],
        [sys.executable, *pip],
        ["python3", *pip],
    ):
        if shutil.which(command[0]) is None:
            continue
        done = subprocess.run([*command, *target], capture_output=True, text=True, timeout=300)
        if done.returncode == 0:
            stamp.write_text(wanted)
            return PACKAGES
        complaints.append(done.stderr.strip()[-300:])
    pytest.skip(f"the packages of the model cannot be had: {complaints}")


@pytest.fixture(scope="module")
def engine(packages: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engine]:
    root = tmp_path_factory.mktemp("smollm2")
    shutil.copytree(APP, root / "src")
    path = f"{RUNNER}:{SDK}:{packages}"
    with Engine(root, env={"PYTHONPATH": path, "OMP_WAIT_POLICY": "passive"}) as started:
        started.socket.settimeout(120)
        yield started.loaded()


def test_answers_token_by_token_and_says_what_it_took(engine: Engine) -> None:
    engine.start({"text": "What is the capital of France?", "max_tokens": 24, "temperature": 0}, task_id="stream")
    partials = []
    while (frame := engine.receive()).type != "result":
        partials += [frame.json["response"]] if frame.type == "partial" else []

    result = frame.json
    assert "Paris" in result["response"], result
    assert len(partials) > 3
    assert all(later.startswith(earlier) for earlier, later in itertools.pairwise(partials))
    usage = result["usage"]
    assert usage["prompt_tokens"] > 5 and usage["completion_tokens"] > 3, usage
    assert usage["stop_reason"] in ("stop", "length") and usage["time_to_first_token"] > 0
    assert result["output_meta"]["outputs"][0]["tokens"] == usage["completion_tokens"]


def test_chooses_a_tool_by_its_schema(engine: Engine) -> None:
    question = {"text": "What is the weather in Paris?", "tools": [WEATHER], "temperature": 0, "max_tokens": 80}

    result = engine.result(question)

    [call] = result["tool_calls"]
    assert call["function"] == {"name": "get_weather", "arguments": '{"city": "Paris"}'}
    assert result["response"] == ""


def test_finds_the_tool_that_is_asked_for_among_several(engine: Engine) -> None:
    said = [{"role": "user", "text": "What is the weather in Paris?"}, {"role": "assistant", "text": "It is sunny."}]
    order = {"text": "Open door 3.", "context": said, "tools": [WEATHER, OPEN_DOOR], "temperature": 0, "max_tokens": 80}

    [call] = engine.result(order)["tool_calls"]

    assert call["function"] == {"name": "open_door", "arguments": '{"door": 3}'}


@pytest.mark.parametrize("chosen", ['{"tool": "none", "arguments": {}}', '{"tool": "get_weather", "argu', ""])
def test_answers_by_itself_when_it_chose_no_tool(chosen: str) -> None:
    assert tools_of_the_app().choice(chosen) == []


def test_says_what_a_tool_answered(engine: Engine) -> None:
    asked = {"id": "c1", "type": "function", "function": {"name": "get_weather", "arguments": '{"city": "Paris"}'}}
    context = [
        {"role": "user", "text": "What is the weather in Paris?"},
        {"role": "assistant", "text": "", "tool_calls": [asked]},
    ]
    turn = {"role": "tool", "tool_call_id": "c1", "text": "sunny, 21 degrees", "context": context, "max_tokens": 32}
    engine.start({**turn, "temperature": 0, "tools": [WEATHER, OPEN_DOOR]}, task_id="r")
    partials = []
    while (frame := engine.receive()).type != "result":
        partials += [frame.json["response"]] if frame.type == "partial" else []

    assert "sunny" in frame.json["response"] and frame.json["tool_calls"] is None
    assert len(partials) > 2
    assert all(later.startswith(earlier) for earlier, later in itertools.pairwise(partials))
    assert frame.json["response"] == partials[-1]


def test_ends_a_turn_after_a_tool_answered_if_there_is_a_tool_for_that() -> None:
    tools = tools_of_the_app()
    finish = {"type": "function", "function": {"name": "finish", "parameters": {"type": "object", "properties": {}}}}
    question = [{"role": "user", "content": "What is the weather?"}]
    answered = [*question, {"role": "tool", "content": "sunny"}]

    assert tools.usable(question, [WEATHER, finish]) == [WEATHER, finish]
    assert tools.usable(answered, [WEATHER, finish]) == [finish]


def test_stops_at_the_next_token_when_it_is_cancelled_and_stays_loaded(engine: Engine) -> None:
    engine.start({"text": "Tell a very long story.", "max_tokens": 4096}, task_id="story")
    while engine.receive().type != "partial":
        pass

    engine.send("cancel", task_id="story")

    assert engine.last_frame().type == "cancelled"
    assert engine.result({"text": "Say yes.", "max_tokens": 4})["response"]


def test_remembers_what_was_said_for_as_long_as_its_process_lives(engine: Engine) -> None:
    first = engine.result({"text": "My name is Ada.", "max_tokens": 16, "temperature": 0}, function="chat")
    second = engine.result({"text": "What is my name?", "max_tokens": 16, "temperature": 0}, function="chat")

    assert (first["turns"], second["turns"]) == (2, 4)
    # The model is small and may say anything; that it was shown the whole conversation can be counted.
    assert second["usage"]["prompt_tokens"] > first["usage"]["total_tokens"]


def test_refuses_a_message_that_is_too_long_for_its_mind(engine: Engine) -> None:
    frame = engine.call({"text": "word " * 9000}, task_id="long")

    assert (frame.type, frame.header["code"]) == ("failed", "APP_ERROR")
    assert "exceeds the available context size" in frame.header["message"]
