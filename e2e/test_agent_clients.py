"""Agents through our Python client and the npm package `@inferencesh/sdk`."""

from __future__ import annotations

import shutil
import sys
import uuid
from collections.abc import Iterator
from typing import Any

import node_clients
import pytest
from agents import LLM, Chats, calls, configured, last_text, script, text_of
from harness import ROOT, Api, Stack

sys.path.insert(0, str(ROOT / "sdk" / "python" / "src"))

from inferencesh import Inference, app_tool, obj, string, tool  # noqa: E402


@pytest.fixture
def client(stack: Stack) -> Iterator[Inference]:
    with Inference(api_key=stack.key, base_url=stack.url) as opened:
        yield opened


# --- our Python client


def test_python_answers_a_client_tool_once_by_its_handler(client: Inference) -> None:
    asked: list[dict[str, Any]] = []

    def look(arguments: dict[str, Any]) -> str:
        asked.append(arguments)
        return "a garden"

    agent = client.agents.create(
        {"core_app": LLM, "tools": [tool("look").param("where", string("Where to")).handler(look)]}
    )
    first = agent.send_message(script(calls("look", where="outside"), {"text": "I see {result}."}))
    second = agent.send_message(script({"delay_ms": 300, "text": "Later."}))

    assert asked == [{"where": "outside"}]
    assert text_of(first) == "I see a garden." and text_of(second) == "Later."
    assert second["chat_id"] == first["chat_id"]


def test_python_hears_of_messages_and_of_tool_calls(client: Inference) -> None:
    agent = client.agents.create({"core_app": LLM, "tools": [tool("look").build()]})
    heard: list[str] = []

    def answer(call: Any) -> None:
        heard.append(call.name)
        agent.submit_tool_result(call.id, "a garden")

    texts: list[str] = []
    agent.send_message(
        script(calls("look"), {"text": "I see {result}."}),
        on_message=lambda message: texts.append(text_of(message)),
        on_tool_call=answer,
    )

    assert heard == ["look"] and texts[-1] == "I see a garden."


def test_python_polls_and_gives_what_the_agent_finished_with(client: Inference) -> None:
    agent = client.agents.create({"core_app": LLM, "output_schema": obj({"answer": string()})})

    assert agent.run(script(calls("finish", answer="yes")), poll_interval_ms=50) == {"answer": "yes"}
    assert agent.run(script(calls("finish", answer="no"))) == {"answer": "no"}


def test_python_sends_a_message_once_under_its_key_and_gets_its_answer_again(client: Inference) -> None:
    said = script({"text": "Only once."})
    agent = client.agents.create({"core_app": LLM})
    key = f"python-message-{uuid.uuid4()}"

    first = agent.send_message(said, idempotency_key=key)
    agent.send_message(script({"text": "Something else."}))
    restarted = client.agents.create({"core_app": LLM})
    again = [sender.send_message(said, idempotency_key=key) for sender in (restarted, restarted)]

    assert [text_of(each) for each in (first, *again)] == ["Only once."] * 3
    assert {each["id"] for each in again} == {first["id"]} and restarted.chat_id == agent.chat_id
    assert len(restarted.get_chat()["chat_messages"]) == 4


def test_python_uses_a_stored_agent_with_an_app_tool(client: Inference, api: Api) -> None:
    name = f"helper-{uuid.uuid4().hex[:8]}"
    greet = app_tool("greet", "infsh/text-templating").input({"template": "Hello {1}"}).build()
    made = api.call("POST", "/agents", {"name": name, "version": configured(greet)})

    agent = client.agents.create(f"local/{name}@{made['version']['short_id']}")
    message = agent.send_message(script(calls("greet", strings=["Ada"]), {"text": "{result}"}))

    assert "Hello Ada" in text_of(message)


# --- the npm client


@pytest.fixture(scope="module")
def bundle() -> None:
    if not shutil.which("npm"):
        pytest.skip("needs node 18 or newer and npm: install them (apt-get install nodejs npm)")
    node_clients.prepare()


@pytest.mark.usefixtures("bundle")
def test_npm_answers_a_client_tool_and_does_not_end_a_second_turn_early(stack: Stack) -> None:
    result = node_clients.run("agent", stack)

    assert result["calls"] == [{"name": "look", "args": {"where": "outside"}}]
    assert last_text(result["first"]) == "I see a garden."
    assert last_text(result["second"]) == "One more thing." and result["second"]["status"] == "idle"
    assert "I see a garden." in [text_of(message) for message in result["seen"]]


@pytest.mark.usefixtures("bundle")
def test_npm_polls_for_structured_output(stack: Stack) -> None:
    result = node_clients.run("agent-poll", stack)

    assert result == {"outputs": [{"answer": 42}, {"answer": 43}], "status": "completed"}


@pytest.mark.usefixtures("bundle")
def test_npm_finds_what_a_run_waits_for_and_resolves_it(stack: Stack, api: Api) -> None:
    result = node_clients.run("interrupts", stack)

    assert result["asked"]["reason"] == "tool_approval" and result["asked"]["status"] == "pending"
    assert result["asked"]["run_id"] == result["run"] and result["asked"]["meta"]["tool_name"] == "remember"
    assert (result["resolved"]["status"], result["resolved"]["resolution"]) == ("resolved", "allow")
    assert result["waiting"]["id"] == result["asked"]["id"]
    assert last_text(Chats(api).settled(result["chat"])) == "They said yes."


# --- older clients: what 0.6.9 to 0.6.11 of the npm package send and how they wait; no registry has them any more


@pytest.mark.usefixtures("bundle")
def test_an_older_client_waits_for_the_end_of_each_turn_by_the_stream(stack: Stack) -> None:
    result = node_clients.run("older-agent", stack)

    assert result["started"]["assistant_message"]["status"] == "pending"
    assert last_text(result["first"]) == "I see a garden." and result["first"]["status"] == "idle"
    assert last_text(result["second"]) == "One more thing." and result["second"]["status"] == "idle"
    assert result["asked"]["status"] == "awaiting_approval" and result["approved"]["id"] == result["asked"]["id"]
    said = [text_of(message) for message in result["third"]["chat_messages"] if message["role"] == "assistant"]
    assert said[-2:] == ["It is a garden.", "And this too."]
    assert [call["name"] for call in result["calls"]] == ["look", "touch"]
    assert result["behind"]["user_message"]["status"] == "pending", "these clients know no message that is queued"
    assert {"Slow.", "Next."} <= {text_of(message) for message in result["seen"]}
    assert result["stopped"]["status"] == "idle" and result["isListed"]
    assert result["unknown"]["status"] == 404 and "nobody/nothing" in result["unknown"]["message"]


@pytest.mark.usefixtures("bundle")
def test_an_older_client_that_polls_ends_no_turn_early(stack: Stack) -> None:
    result = node_clients.run("older-agent-poll", stack)

    assert result["outputs"] == [{"answer": turn} for turn in range(1, 9)]
    assert result["status"] == "completed"
