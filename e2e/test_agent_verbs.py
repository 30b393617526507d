"""Agents from the command line: made, listed, shown, told one thing, talked with."""

from __future__ import annotations

import json

import pytest
from harness import ROOT, Stack

AGENT = {
    "name": "talker",
    "description": "Says what it is told to say.",
    "core_app": {"ref": "local/scripted-llm"},
    "tools": [
        {
            "name": "open_door",
            "type": "client",
            "description": "Opens a door.",
            "client": {"input_schema": {"type": "object", "properties": {"door": {"type": "integer"}}}},
        },
        {
            "name": "echo",
            "type": "app",
            "require_approval": True,
            "app": {"ref": "local/scripted-llm", "input": {"system_prompt": ""}},
        },
    ],
}


def script(*rounds: object) -> str:
    return json.dumps({"rounds": rounds})


def using(tool: str, **arguments: object) -> object:
    return {"text": "Let me see. ", "tool_calls": [{"name": tool, "arguments": arguments}]}


@pytest.fixture(scope="module")
def talker(stack: Stack) -> str:
    """The agent's reference, as the command line tells it."""
    stack.hearth("app", "deploy", str(ROOT / "apps" / "scripted-llm"), "--namespace", "local", timeout=300)
    return stack.hearth("agent", "create", "-", input=json.dumps(AGENT)).stdout.strip()


def test_an_agent_is_listed_and_shown(stack: Stack, talker: str) -> None:
    name, version = talker.split("@")

    assert [line.split()[:2] for line in stack.hearth("agent", "list").stdout.splitlines()[1:]].count([name, version]) == 1
    shown = stack.hearth("agent", "get", talker).stdout
    assert "local/scripted-llm" in shown and "open_door (client)" in shown
    assert json.loads(stack.hearth("agent", "get", name, "--json").stdout)["description"] == AGENT["description"]


def test_a_refused_configuration_says_why(stack: Stack) -> None:
    bad = {**AGENT, "name": "bad", "tools": [{"name": "x", "type": "mcp", "mcp": {}}]}

    done = stack.hearth("agent", "create", "-", input=json.dumps(bad), check=False)

    assert done.returncode == 5
    assert "mcp" in done.stderr


def test_one_thing_told_is_one_answer(stack: Stack, talker: str) -> None:
    done = stack.hearth("agent", "run", talker, "--message", script({"pieces": ["Hel", "lo."]}))

    assert done.stdout == "Hello.\n"


def test_a_turn_that_fails_says_so(stack: Stack, talker: str) -> None:
    done = stack.hearth("agent", "run", talker, "--message", script({"fail": "out of words"}), check=False)

    assert done.returncode == 1
    assert "out of words" in done.stderr


def test_a_talk_asks_for_approvals_and_results(stack: Stack, talker: str) -> None:
    lines = [
        script(using("open_door", door=7), {"text": "It is {result}."}),
        "wide open",
        script(using("echo", text="hi there"), {"text": "Heard."}),
        "n not today",
        script(using("echo", text="hi again"), {"text": "Well."}),
        "y",
    ]

    done = stack.hearth("agent", "chat", talker, input="\n".join(lines) + "\n")

    assert done.stdout.splitlines() == [
        "Let me see. ",
        "It is wide open.",
        "Let me see. ",
        "Heard.",
        "Let me see. ",
        "Well.",
    ]
    assert 'result of open_door {"door":7}:' in done.stderr
    assert 'allow echo {"text":"hi there"}?' in done.stderr
    assert "echo cancelled" in done.stderr and "not today" in done.stderr
    assert "echo completed" in done.stderr and "hi again" in done.stderr


def test_a_chat_goes_on_by_its_id(stack: Stack, talker: str) -> None:
    chat = json.loads(stack.hearth("agent", "run", talker, "--message", script({"text": "One."}), "--json").stdout)

    again = stack.hearth("agent", "run", talker, "--chat", chat["id"], "--message", script({"text": "Two."}), "--json")

    assert json.loads(again.stdout)["id"] == chat["id"]
    assert len([m for m in json.loads(again.stdout)["chat_messages"] if m["role"] == "assistant"]) == 2
