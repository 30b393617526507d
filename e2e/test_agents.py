"""Agents over plain HTTP against the whole stack: turns, tools, approvals, stop, stored agents, refusals."""

from __future__ import annotations

import json
import textwrap
import time
import uuid
from typing import Any

import pytest
from agents import LLM, Chats, calls, client_tool, configured, invocations, last_text, roles, script, text_of
from curl import Curl
from harness import CANCELLED, RUNNING, Api, ApiError, Stack, await_that


@pytest.fixture
def chats(api: Api) -> Chats:
    return Chats(api)


# --- turns


def test_answers_a_message(chats: Chats) -> None:
    started = chats.run(script({"text": "Hello."}), configured())

    assert (started["status"], started["content"], started["role"]) == ("pending", [], "assistant")
    chat = chats.settled(started["chat_id"])
    assert chat["status"] == "idle" and roles(chat) == ["user", "assistant"]
    assert last_text(chat) == "Hello."
    assert [message["order"] for message in chat["chat_messages"]] == sorted(
        message["order"] for message in chat["chat_messages"]
    )
    assert chats.api.task(chat["chat_messages"][-1]["task_id"])["chat_id"] == chat["id"]


def test_is_busy_as_soon_as_the_message_was_taken(chats: Chats) -> None:
    chat = chats.whole(script({"text": "One."}), configured())["id"]

    for _ in range(5):
        chats.run(script({"text": "Next."}), configured(), chat_id=chat)
        assert chats.api.call("GET", f"/chats/{chat}/status")["status"] == "busy"
        chats.settled(chat)


def test_runs_an_app_tool_as_a_task(chats: Chats) -> None:
    greet = {
        "name": "greet",
        "type": "app",
        "app": {"ref": "infsh/text-templating", "input": {"template": "Hello {1}"}},
    }

    chat = chats.whole(script(calls("greet", strings=["Ada"]), {"text": "Said {result}"}), configured(greet))

    (done,) = invocations(chat)
    assert (done["type"], done["status"], done["function"]["arguments"]) == ("app", "completed", {"strings": ["Ada"]})
    assert "Hello Ada" in done["result"] and "Hello Ada" in last_text(chat)
    task = chats.api.task(done["execution_id"])
    assert task["output"]["result"] == "Hello Ada"
    assert roles(chat) == ["user", "assistant", "tool", "assistant"]


def test_runs_tools_of_one_answer_side_by_side(chats: Chats) -> None:
    slow = {"name": "slow", "type": "app", "app": {"ref": "local/streaming", "input": {"text": "a b", "delay_ms": 10}}}

    chat = chats.whole(script(calls("slow", "slow", "memory_getall"), {"text": "Done."}), configured(slow))

    assert [each["status"] for each in invocations(chat)] == ["completed"] * 3
    assert roles(chat) == ["user", "assistant", "tool", "tool", "tool", "assistant"]


def test_tells_the_llm_of_a_tool_that_there_is_none_of(chats: Chats) -> None:
    chat = chats.whole(script(calls("nothing"), {"text": "I read: {result}"}), configured())

    (failed,) = invocations(chat)
    assert failed["status"] == "failed" and "nothing" in failed["result"]
    assert "nothing" in last_text(chat) and chat["status"] == "idle"


def test_tells_the_llm_of_arguments_that_do_not_fit(chats: Chats) -> None:
    look = {
        "name": "look",
        "type": "client",
        "client": {"input_schema": {"type": "object", "properties": {"n": {"type": "integer"}}, "required": ["n"]}},
    }
    broken = {"tool_calls": [{"name": "look", "arguments": "{not json"}]}

    chat = chats.whole(script(calls("look", n="many"), broken, {"text": "I give up."}), configured(look))

    first, second = invocations(chat)
    assert first["status"] == second["status"] == "failed"
    assert second["function"]["arguments"] == {}
    assert last_text(chat) == "I give up."


def test_shows_a_failed_llm(chats: Chats) -> None:
    chat = chats.whole(script({"pieces": ["So "], "fail": "out of words"}), configured())

    assert chat["status"] == "idle"
    message = chat["chat_messages"][-1]
    assert message["status"] == "failed"
    assert any("out of words" in part.get("error", "") for part in message["content"])


def test_keeps_what_it_was_told_in_memory_and_plan(chats: Chats) -> None:
    plan = calls("plan_create", steps=[{"title": "Look", "description": "Look around"}])
    chat = chats.whole(script(calls("memory_set", key="who", value="Ada"), plan, {"text": "ok"}), configured())

    assert chat["agent_data"]["memory"] == {"who": "Ada"}
    assert [step["title"] for step in chat["agent_data"]["plan_steps"]] == ["Look"]


def test_a_message_in_the_middle_of_a_turn_waits_for_its_end(chats: Chats) -> None:
    first = chats.run(script({"delay_ms": 800, "text": "First."}), configured())
    chats.run(script({"text": "Second."}), configured(), chat_id=first["chat_id"])

    chat = chats.settled(first["chat_id"])

    assert [text_of(message) for message in chat["chat_messages"] if message["role"] == "assistant"] == [
        "First.",
        "Second.",
    ]


def test_gives_structured_output_that_fits(chats: Chats) -> None:
    schema = {"type": "object", "properties": {"answer": {"type": "integer"}}, "required": ["answer"]}

    chat = chats.whole(
        script(calls("finish", answer="many"), calls("finish", answer=42)), configured(output_schema=schema)
    )

    assert (chat["status"], chat["output"]) == ("completed", {"answer": 42})
    assert [each["status"] for each in invocations(chat)] == ["failed", "completed"]


def test_ends_a_turn_with_too_many_rounds(chats: Chats) -> None:
    rounds = [calls("memory_getall")] * 5
    chat = chats.whole(script(*rounds), configured(limits={"max_rounds": 2}))

    assert chat["status"] == "idle"
    assert "limit of 2 LLM calls" in json.dumps(chat["chat_messages"])


def test_a_sub_agent_answers_in_a_chat_of_its_own(chats: Chats) -> None:
    name = f"expert-{uuid.uuid4().hex[:8]}"
    chats.api.call("POST", "/agents", {"name": name, "version": configured()})
    ask = {"name": "ask", "type": "agent", "agent": {"ref": f"local/{name}"}}

    chat = chats.whole(
        script(calls("ask", message=script({"text": "It is blue."})), {"text": "Heard: {result}"}), configured(ask)
    )

    (asked,) = invocations(chat)
    assert asked["status"] == "completed" and "It is blue." in asked["result"]
    child = chats.read(asked["execution_id"])
    assert child["parent_id"] == chat["id"] and [each["id"] for each in chat["children"]] == [child["id"]]
    listed = chats.api.call(
        "POST", "/chats/list", {"filters": [{"field": "parent_id", "operator": "eq", "value": chat["id"]}]}
    )
    assert [each["id"] for each in listed["items"]] == [child["id"]]


def test_traces_the_steps_of_a_chat(chats: Chats) -> None:
    chat = chats.whole(script(calls("memory_getall"), {"text": "ok"}), configured())

    trace = chats.api.call("GET", f"/chats/{chat['id']}/trace")

    assert [node["status"] for node in trace["nodes"]] == ["completed"] * 3
    assert (trace["total_steps"], trace["completed_steps"], len(trace["edges"])) == (3, 3, 2)


# --- stop


def test_stops_within_two_seconds_and_keeps_the_text(chats: Chats, curl: Curl) -> None:
    started = chats.run(script({"pieces": ["Once ", "upon ", "a time"], "delay_ms": 1500}), configured())
    chat = started["chat_id"]
    await_that("some text is there", lambda: "Once" in last_text(chats.read(chat)), 30)

    began = time.monotonic()
    answer = curl("POST", f"/chats/{chat}/stop")
    stopped = chats.settled(chat, "idle", seconds=5)

    assert answer.status == 200 and answer.json["success"] is True
    assert time.monotonic() - began < 2.5
    message = stopped["chat_messages"][-1]
    assert message["status"] == "cancelled" and text_of(message).startswith("Once")
    assert curl("POST", f"/chats/{chat}/stop").status == 200, "an idle chat can be stopped too"


@pytest.fixture(scope="module")
def stubborn(stack: Stack, tmp_path_factory: pytest.TempPathFactory) -> str:
    """An app that hears of no cancel: it never gives its event loop back. Its other function, an LLM, does the same."""
    app = tmp_path_factory.mktemp("stubborn")
    (app / "inf.yml").write_text("name: stubborn\nnamespace: local\n")
    (app / "inference.py").write_text(textwrap.dedent(STUBBORN))
    (app / "requirements.txt").write_text("")
    return stack.hearth("app", "deploy", str(app)).stdout.strip().split("@")[0]


STUBBORN = """
    import asyncio, time, uuid
    from typing import AsyncGenerator
    from inferencesh import BaseApp, BaseAppInput, BaseAppOutput
    from inferencesh.models.llm import LLMInput, LLMOutput
    class AppInput(BaseAppInput):
        x: int = 1
    class AppOutput(BaseAppOutput):
        value: str = ""
    class App(BaseApp):
        async def setup(self, config=None):
            self.born = str(uuid.uuid4())
        async def run(self, input_data: AppInput) -> AppOutput:
            time.sleep(3600)
            return AppOutput()
        async def speak(self, input_data: LLMInput) -> AsyncGenerator[LLMOutput, None]:
            yield LLMOutput(response=self.born)
            await asyncio.sleep(0.1)
            if input_data.text == "sleep":
                time.sleep(3600)
            while input_data.text == "spin":
                pass
"""


@pytest.mark.parametrize("how", ["sleep", "spin"])
def test_stops_an_llm_that_blocks_its_event_loop(chats: Chats, stubborn: str, how: str) -> None:
    config = {"core_app": f"{stubborn}:speak"}
    chat = chats.whole("who", config)["id"]
    born = last_text(chats.read(chat))
    chats.run(how, config, chat_id=chat)
    await_that("it has begun to speak", lambda: last_text(chats.read(chat)) == born, 30)
    task = chats.read(chat)["chat_messages"][-1]["task_id"]

    began = time.monotonic()
    chats.api.call("POST", f"/chats/{chat}/stop")
    stopped = chats.settled(chat, "idle", seconds=5)
    at_rest = time.monotonic() - began
    ended = chats.api.wait_final(task)

    assert at_rest < 2.5 and time.monotonic() - began < 4, "its grace is 1.5 s, then it is killed"
    assert ended["status"] == CANCELLED
    message = stopped["chat_messages"][-1]
    assert message["status"] == "cancelled" and text_of(message) == born
    assert last_text(chats.whole("who", config, chat_id=chat)) not in ("", born), "another process has taken its place"


def test_stops_the_task_of_an_app_that_hears_of_no_cancel(chats: Chats, stubborn: str) -> None:
    tool = {"name": "work", "type": "app", "app": {"ref": stubborn}}
    chat = chats.run(script(calls("work"), {"text": "?"}), configured(tool))["chat_id"]
    task = chats.invocation(chat, "in_progress")["execution_id"]
    await_that("the app is at work", lambda: chats.api.task(task)["status"] == RUNNING, 60)

    began = time.monotonic()
    chats.api.call("POST", f"/chats/{chat}/stop")
    ended = chats.api.wait_final(task)

    assert time.monotonic() - began < 4, "its grace is 1.5 s, then it is killed"
    assert ended["status"] == CANCELLED
    assert [each["status"] for each in invocations(chats.settled(chat, "idle"))] == ["cancelled"]


def test_stops_a_turn_that_waits_for_a_client(chats: Chats) -> None:
    chat = chats.run(script(calls("look"), {"text": "?"}), configured(client_tool("look")))["chat_id"]
    waiting = chats.invocation(chat, "awaiting_input")

    chats.api.call("POST", f"/chats/{chat}/stop")

    chats.settled(chat, "idle")
    assert [each["status"] for each in invocations(chats.read(chat))] == ["cancelled"]
    with pytest.raises(ApiError) as late:
        chats.api.call("POST", f"/tools/{waiting['id']}", {"result": "late"})
    assert late.value.status == 409


# --- tool results and approvals


def test_takes_a_result_once(chats: Chats, curl: Curl) -> None:
    chat = chats.run(script(calls("look"), {"text": "I see {result}."}), configured(client_tool("look")))["chat_id"]
    waiting = chats.invocation(chat, "awaiting_input")
    assert chats.read(chat)["status"] == "busy", "a program has to act, no human"

    first = curl("POST", f"/tools/{waiting['id']}", {"result": "a garden"})
    again = curl("POST", f"/tools/{waiting['id']}", {"result": "a garden"})
    other = curl("POST", f"/tools/{waiting['id']}", {"result": "a desert"})

    assert first.status == again.status == 200 and first.json["success"] is True
    assert other.refused(409, "conflict")
    assert last_text(chats.settled(chat)) == "I see a garden."


def test_finds_an_invocation_by_the_id_that_the_llm_gave_it(chats: Chats) -> None:
    call_id = f"call-{uuid.uuid4().hex}"
    asked = {"tool_calls": [{"name": "look", "arguments": {}, "id": call_id}]}
    chat = chats.run(script(asked, {"text": "{result}"}), configured(client_tool("look")))["chat_id"]
    chats.invocation(chat, "awaiting_input")

    chats.api.call("POST", f"/tools/{call_id}", {"result": {"seen": 1}})

    assert json.loads(last_text(chats.settled(chat))) == {"seen": 1}


def test_waits_for_approval_and_goes_on_when_it_is_given(chats: Chats) -> None:
    greet = {
        "name": "greet",
        "type": "app",
        "require_approval": True,
        "app": {"ref": "infsh/text-templating", "input": {"template": "Hi", "strings": []}},
    }
    chat = chats.run(script(calls("greet"), {"text": "Done."}), configured(greet))["chat_id"]
    waiting = chats.invocation(chat, "awaiting_approval")
    assert chats.settled(chat, "awaiting_input")["status"] == "awaiting_input"

    chats.api.call("POST", f"/tools/{waiting['id']}/invoke")

    done = chats.settled(chat)
    assert last_text(done) == "Done."
    assert (invocations(done)[0]["status"], invocations(done)[0]["approval"]["decision"]) == ("completed", "approved")


def test_tells_the_llm_why_it_was_refused(chats: Chats) -> None:
    look = client_tool("look", require_approval=True)
    chat = chats.run(script(calls("look"), {"text": "Because: {result}"}), configured(look))["chat_id"]
    waiting = chats.invocation(chat, "awaiting_approval")

    chats.api.call("POST", f"/tools/{waiting['id']}/reject", {"reason": "too dark"})

    done = chats.settled(chat)
    assert invocations(done)[0]["status"] == "cancelled" and "too dark" in last_text(done)


def test_asks_no_more_once_it_was_always_allowed(chats: Chats) -> None:
    look = client_tool("look", require_approval=True)
    chat = chats.run(script(calls("look"), calls("look"), {"text": "Twice."}), configured(look))["chat_id"]
    waiting = chats.invocation(chat, "awaiting_approval")

    chats.api.call("POST", f"/chats/{chat}/tools/{waiting['id']}/always-allow", {"tool_name": "look"})
    for _ in range(2):
        chats.api.call("POST", f"/tools/{chats.invocation(chat, 'awaiting_input')['id']}", {"result": "seen"})
        chats.settled(chat, "busy", "idle")

    done = chats.settled(chat)
    assert last_text(done) == "Twice." and done["agent_data"]["always_allowed_tools"] == ["look"]


# --- stored agents


def test_keeps_agents_and_their_versions(api: Api, curl: Curl) -> None:
    name = f"kept-{uuid.uuid4().hex[:8]}"
    first = api.call("POST", "/agents", {"name": name, "tag": "one", "version": configured(system_prompt="One.")})
    second = api.call("POST", f"/agents/{first['id']}", {"version": configured(system_prompt="Two.")})

    assert api.call("GET", f"/agents/local/{name}")["version_id"] == second["version_id"]
    assert api.call("GET", f"/agents/local/{name}@one")["version"]["system_prompt"] == "One."
    assert (
        api.call("GET", f"/agents/{first['id']}/versions/{first['version_id']}")["version"]["system_prompt"] == "One."
    )
    versions = api.call("POST", f"/agents/{first['id']}/versions/list")
    assert [each["system_prompt"] for each in versions["items"]] == ["Two.", "One."]
    found = api.call("POST", "/agents/list", {"search": {"term": name}})
    assert [each["id"] for each in found["items"]] == [first["id"]]
    assert curl("DELETE", f"/agents/{first['id']}").status == 204
    assert curl("GET", f"/agents/{first['id']}").refused(404, "not_found")


def test_lists_the_built_in_tools(api: Api) -> None:
    sets = {each["id"]: each["tools"] for each in api.call("GET", "/agents/internal-tools")}

    assert sets["memory"] == ["memory_set", "memory_get", "memory_getall"] and "finish" in sets["finish"]


def test_manages_chats(api: Api, curl: Curl, chats: Chats) -> None:
    chat = chats.whole(script({"text": "Hello."}), configured())["id"]

    assert api.call("POST", f"/chats/{chat}", {"name": "Greetings"})["name"] == "Greetings"
    assert chat in [each["id"] for each in api.call("POST", "/chats/list", {"limit": 50})["items"]]
    page = api.call("GET", f"/chats/{chat}/messages?limit=1")
    assert text_of(page["items"][0]) == "Hello." and page["has_next"] is True
    assert curl("DELETE", f"/chats/{chat}").status == 204
    assert curl("GET", f"/chats/{chat}").refused(404, "not_found")


def test_opens_a_chat_before_its_first_message(api: Api, chats: Chats) -> None:
    name = f"opened-{uuid.uuid4().hex[:8]}"
    api.call("POST", "/agents", {"name": name, "version": configured()})
    chat = api.call("POST", "/chats", {"agent": f"local/{name}", "context": {"user": "Ada"}})
    assert (chat["status"], chat["chat_messages"], chat["context"]) == ("idle", [], {"user": "Ada"})

    sent = api.call("POST", f"/chats/{chat['id']}/messages", {"message": script({"text": "Hello."})})

    assert sent["role"] == "user" and last_text(chats.settled(chat["id"])) == "Hello."


def test_deleting_a_chat_stops_what_runs_in_it(api: Api, chats: Chats) -> None:
    chat = chats.run(script({"pieces": ["On ", "and on"], "delay_ms": 20_000}), configured())["chat_id"]
    await_that("the LLM is asked", lambda: chats.read(chat)["chat_messages"][-1].get("task_id"))
    task = chats.read(chat)["chat_messages"][-1]["task_id"]

    api.call("DELETE", f"/chats/{chat}")

    assert api.wait_final(task, 10)["status"] == CANCELLED


# --- refusals


@pytest.mark.parametrize(
    ("body", "status", "words"),
    [
        ({"agent": "local/nothing"}, 404, "local/nothing"),
        ({"chat_id": "00000000000000000000000000"}, 404, "00000000000000000000000000"),
        ({}, 400, "agent"),
        ({"agent_config": {}}, 400, "agent_config.core_app is missing"),
        ({"agent_config": {"core_app": LLM, "tools": [{"name": "x", "type": "magic"}]}}, 400, '"magic"'),
        ({"agent_config": {"core_app": LLM, "tools": [{"name": "x", "type": "mcp"}]}}, 400, "mcp"),
        ({"agent_config": {"core_app": LLM, "context": [{"name": "user", "required": True}]}}, 400, "user"),
    ],
)
def test_refuses_a_turn_that_cannot_be(api: Api, body: dict[str, Any], status: int, words: str) -> None:
    with pytest.raises(ApiError) as refused:
        api.call("POST", "/agents/run", {"input": {"text": "Hello"}, **body})

    assert refused.value.status == status and words in refused.value.body["error"]["message"]


def test_shows_nothing_to_another_team(stack: Stack, chats: Chats) -> None:
    chat = chats.run(script(calls("look"), {"text": "ok"}), configured(client_tool("look")))["chat_id"]
    waiting = chats.invocation(chat, "awaiting_input")
    team = f"stranger-{uuid.uuid4().hex[:8]}"
    stranger = stack.api(json.loads(stack.hearth("team", "create", team, "--json").stdout)["owner_key"])

    for method, path in (
        ("GET", f"/chats/{chat}"),
        ("GET", f"/chats/{chat}/status"),
        ("GET", f"/chats/{chat}/messages"),
        ("POST", f"/chats/{chat}/stop"),
        ("DELETE", f"/chats/{chat}"),
        ("POST", f"/tools/{waiting['id']}"),
        ("POST", f"/tools/{waiting['id']}/invoke"),
    ):
        with pytest.raises(ApiError) as refused:
            stranger.call(method, path, {"result": "mine"} if method == "POST" else None)
        assert refused.value.status == 404, (method, path)
    assert stranger.call("POST", "/chats/list")["items"] == []
    chats.api.call("POST", f"/tools/{waiting['id']}", {"result": "seen"})
    assert last_text(chats.settled(chat)) == "ok"
