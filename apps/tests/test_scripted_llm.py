"""The scripted model says what its script says, at the place of the conversation where it is asked."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from engine import Engine

APP = Path(__file__).parents[1] / "scripted-llm"
CALL = {"name": "add", "arguments": {"a": 1}}
WEATHER = {"rounds": [{"text": "Let me look.", "tool_calls": [CALL, CALL]}, {"text": "It is {result}."}]}


@pytest.fixture(scope="module")
def engine(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engine]:
    root = tmp_path_factory.mktemp("scripted")
    shutil.copytree(APP, root / "src")
    with Engine(root) as started:
        yield started.loaded()


def snapshots(engine: Engine, script: Any, **more: Any) -> list[Any]:
    engine.start({"text": json.dumps(script), **more}, task_id="streamed")
    seen = []
    while (frame := engine.receive()).type != "result":
        assert frame.type in ("started", "partial"), frame
        seen += [frame.json] if frame.type == "partial" else []
    return [*seen, frame.json]


def test_says_its_pieces_one_after_the_other_and_what_it_took(engine: Engine) -> None:
    seen = snapshots(engine, {"rounds": [{"reasoning": "Hm.", "pieces": ["one ", "two"], "delay_ms": 1}]})

    assert [each["response"] for each in seen[:3]] == ["", "one ", "one two"]
    assert all(each["reasoning"] == "Hm." for each in seen)
    assert seen[-1]["response"] == "one two"
    assert seen[-1]["usage"]["completion_tokens"] == 2
    assert seen[-1]["tool_calls"] is None


def test_calls_tools_and_then_tells_of_their_results(engine: Engine) -> None:
    first = engine.result({"text": json.dumps(WEATHER)})
    [one, two] = first["tool_calls"]
    context = [
        {"role": "user", "text": json.dumps(WEATHER)},
        {"role": "assistant", "text": "Let me look.", "tool_calls": [one]},
        {"role": "tool", "text": "sunny", "tool_call_id": one["id"]},
        {"role": "assistant", "text": "", "tool_calls": [two]},
    ]
    second = engine.result({"role": "tool", "text": "21 degrees", "tool_call_id": two["id"], "context": context})

    assert (one["id"], two["id"]) == ("call_1_0_0", "call_1_0_1")
    assert one["function"] == {"name": "add", "arguments": '{"a": 1}'}
    assert second["response"] == "It is 21 degrees."
    assert second["tool_calls"] is None


def test_starts_over_with_each_message_of_the_user(engine: Engine) -> None:
    context = [{"role": "user", "text": "before"}, {"role": "tool", "text": "old"}, {"role": "assistant", "text": "ok"}]

    again = engine.result({"text": "go", "system_prompt": f"Follow {json.dumps(WEATHER)}, please.", "context": context})

    assert [call["id"] for call in again["tool_calls"]] == ["call_2_0_0", "call_2_0_1"]


def test_sends_broken_and_partial_arguments_when_it_is_told_to(engine: Engine) -> None:
    calls = [{"name": "add", "arguments": "{not json", "id": "mine"}]

    seen = snapshots(engine, {"rounds": [{"tool_calls": calls, "partial_arguments": True}]})

    assert [each["tool_calls"][0]["function"]["arguments"] for each in (seen[-3], seen[-1])] == ["{not", "{not json"]
    assert seen[-1]["tool_calls"][0]["id"] == "mine"


def test_fails_in_the_middle_of_what_it_says(engine: Engine) -> None:
    engine.start({"text": json.dumps({"rounds": [{"pieces": ["Well, "], "fail": "out of luck"}]})}, task_id="failing")
    assert engine.expect("started")
    assert engine.expect("partial").json["response"] == "Well, "
    frame = engine.expect("failed")

    assert (frame.header["code"], "out of luck" in frame.header["message"]) == ("APP_ERROR", True)


@pytest.mark.parametrize(
    ("script", "message"),
    [
        ('{"rounds": []}', "at least 1 item"),
        ('{"rounds": [{"says": "x"}]}', "Extra inputs are not permitted"),
        ('{"rounds": [{"text": ', "Expecting value"),
    ],
)
def test_says_what_is_wrong_with_a_script(engine: Engine, script: str, message: str) -> None:
    frame = engine.call({"text": script})

    assert (frame.type, frame.header["code"]) == ("failed", "APP_ERROR")
    assert message in frame.header["message"]


def test_says_that_its_script_has_ended(engine: Engine) -> None:
    script = json.dumps({"rounds": [{"tool_calls": [CALL]}]})

    frame = engine.call({"role": "tool", "text": "3", "context": [{"role": "user", "text": script}]})

    assert "the script ends after 1 rounds" in frame.header["message"]


def test_repeats_the_user_without_a_script(engine: Engine) -> None:
    assert engine.result({"text": "Hello"})["response"] == "You said: Hello"


def test_can_be_told_its_script_at_setup_and_crash(tmp_path: Path) -> None:
    shutil.copytree(APP, tmp_path / "src")

    with Engine(tmp_path).loaded({"script": {"rounds": [{"text": "Bye.", "crash": True}]}}) as engine:
        engine.start({"text": "Hello"})
        engine.expect("started")
        assert engine.wait_for_exit() == 42
