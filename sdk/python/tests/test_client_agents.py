"""Talking to agents, against a server that follows a script of the chat's events."""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import Callable
from typing import Any

import pytest
from scripted import CUT, HANG, HEARTBEAT, Reply, Request, Server, Stream, data, error

from inferencesh import (
    AdHocAgentOptions,
    AgentFailedError,
    APIError,
    AsyncInference,
    Inference,
    StreamInterruptedError,
    string,
    tool,
)

RUN = "POST /agents/run"
STREAM = "GET /chats/c1/stream"
ANSWER = "POST /tools/i1"
FAST: dict[str, Any] = {"reconnect_delay_ms": 1}


def message(text: str = "", status: str = "pending", **fields: Any) -> dict[str, Any]:
    parts = [{"type": "text", "text": text}] if text else []
    return {"id": "m2", "chat_id": "c1", "order": 1, "role": "assistant", "status": status, "content": parts, **fields}


def calling(status: str, id: str = "i1", arguments: Any = None) -> dict[str, Any]:
    function = {"name": "lookup", "arguments": arguments or {"q": "x"}}
    return {"id": id, "type": "client", "status": status, "function": function}


def said(text: str = "", status: str = "pending", **fields: Any) -> dict[str, Any]:
    return {"event": "chat_messages", "data": message(text, status, **fields)}


def chat(status: str, **fields: Any) -> dict[str, Any]:
    return {"event": "chats", "data": {"id": "c1", "status": status, "chat_messages": [], **fields}}


def after(server: Server, route: str, line: Any) -> Callable[[], Any]:
    """A part of a stream that comes once a route was asked for."""

    def part() -> Any:
        deadline = time.monotonic() + 5
        while not server.asked(route):
            if server.stopping.wait(0.005) or time.monotonic() > deadline:
                return CUT
        return line

    return part


@pytest.fixture
def chats(server: Server) -> Server:
    server.on(RUN, data({"user_message": {"id": "m1", "chat_id": "c1"}, "assistant_message": message()}))
    server.on(STREAM, Stream([chat("busy"), said("Hel"), HEARTBEAT, said("Hello", "ready"), chat("idle"), HANG]))
    server.on(ANSWER, data(None))
    return server


def test_making_an_agent_asks_nothing(chats: Server, client: Any) -> None:
    agent = client.agents.create("ns/helper@abcd1234")

    assert agent.chat_id is None and not chats.requests


def test_returns_the_final_message_of_the_turn(chats: Server, client: Any) -> None:
    agent = client.agent("ns/helper@abcd1234")

    answer = agent.send_message("Hi")

    assert answer["content"] == [{"type": "text", "text": "Hello"}] and answer["status"] == "ready"
    assert agent.chat_id == "c1"
    assert chats.asked(RUN)[0].json == {
        "agent": "ns/helper@abcd1234",
        "input": {
            "text": "Hi", "role": "user", "context": [], "system_prompt": "", "context_size": 0, "attachments": None,
        },
    }  # fmt: skip


def test_a_second_message_goes_to_the_same_chat_until_reset(chats: Server, client: Any) -> None:
    agent = client.agent("ns/helper")

    agent.send_message("1")
    agent.send_message("2", context={"who": "Ada"})
    agent.reset()
    agent.send_message("3")

    first, second, third = [each.json for each in chats.asked(RUN)]
    assert "chat_id" not in first and second["chat_id"] == "c1" and "chat_id" not in third
    assert second["context"] == {"who": "Ada"}


def test_can_return_at_once(chats: Server, client: Any) -> None:
    assert client.agent("ns/helper").send_message("Hi", wait=False)["status"] == "pending"

    assert not chats.asked(STREAM)


def test_every_message_event_is_delivered_as_it_was_sent(chats: Server, client: Any) -> None:
    seen: list[Any] = []

    client.agent("ns/helper").send_message("Hi", on_message=seen.append)

    assert seen == [message("Hel"), message("Hello", "ready")]


def test_a_tool_with_a_handler_is_run_once_and_answered(chats: Server, client: Any) -> None:
    ran: list[Any] = []
    observed: list[Any] = []
    waiting = said("", tool_invocations=[calling("awaiting_input")])
    again = {**waiting, "fields": ["content"]}
    chats.on(
        STREAM,
        Stream([chat("busy"), waiting, again, CUT]),
        Stream([waiting, chat("busy"), after(chats, ANSWER, said("found", "ready")), chat("idle")]),
    )
    lookup = tool("lookup").describe("Looks up").param("q", string("What")).handler(lambda args: ran.append(args) or 7)
    agent = client.agent(AdHocAgentOptions(core_app="ns/llm@1", system_prompt="Be brief", tools=[lookup]))

    answer = agent.send_message("Hi", on_tool_call=lambda c: observed.append((c.id, c.name, c.args)), **FAST)

    assert answer["content"][0]["text"] == "found"
    assert ran == [{"q": "x"}] and observed == [("i1", "lookup", {"q": "x"})]
    assert [each.json for each in chats.asked(ANSWER)] == [{"result": "7"}]
    config = chats.asked(RUN)[0].json["agent_config"]
    assert config["core_app"] == {"ref": "ns/llm@1"} and config["system_prompt"] == "Be brief"
    assert config["tools"] == [
        {
            "name": "lookup",
            "type": "client",
            "description": "Looks up",
            "client": {
                "input_schema": {
                    "type": "object",
                    "properties": {"q": {"type": "string", "description": "What"}},
                    "required": ["q"],
                }
            },
        }
    ]


def test_a_handler_that_raises_answers_with_its_error_and_the_turn_goes_on(chats: Server, client: Any) -> None:
    waiting = said("", tool_invocations=[calling("awaiting_input")])
    chats.on(STREAM, Stream([chat("busy"), waiting, after(chats, ANSWER, said("sorry", "ready")), chat("idle")]))

    def failing(args: dict[str, Any]) -> str:
        raise KeyError("no such thing")

    agent = client.agent({"core_app": {"ref": "ns/llm"}, "tools": [tool("lookup").handler(failing).build()]})

    assert agent.send_message("Hi")["content"][0]["text"] == "sorry"
    assert chats.asked(ANSWER)[0].json == {"result": "'no such thing'"}


def test_a_tool_without_a_handler_is_answered_by_the_callback(chats: Server, client: Any) -> None:
    waiting = said("", tool_invocations=[calling("awaiting_input"), calling("completed", "i0"), {"type": "app"}])
    chats.on(STREAM, Stream([chat("busy"), waiting, after(chats, ANSWER, said("ok", "ready")), chat("idle")]))
    agent = client.agent({"core_app": "ns/llm", "tools": [tool("lookup")]})
    direct = Inference(api_key="k", base_url=chats.url).agent("x")  # for the call from within an event loop

    agent.send_message("Hi", on_tool_call=lambda c: direct.submit_tool_result(c.id, {"found": c.args["q"]}))

    assert chats.asked(ANSWER)[0].json == {"result": '{"found": "x"}'}


@pytest.mark.parametrize("arguments", ['{"q": "x"}', {"q": "x"}])
def test_arguments_are_an_object_in_either_form(chats: Server, client: Any, arguments: Any) -> None:
    waiting = said("", tool_invocations=[calling("awaiting_input", arguments=arguments)])
    chats.on(STREAM, Stream([chat("busy"), waiting, after(chats, ANSWER, said("ok", "ready")), chat("idle")]))
    seen: list[Any] = []
    lookup = tool("lookup").handler(lambda args: seen.append(args) or "ok")

    client.agent({"core_app": "ns/llm", "tools": [lookup]}).send_message("Hi")

    assert seen == [{"q": "x"}]


def test_an_answer_that_came_too_late_does_not_end_the_turn(chats: Server, client: Any) -> None:
    waiting = said("", tool_invocations=[calling("awaiting_input")])
    chats.on(ANSWER, error(409, "conflict", "already answered"))
    chats.on(STREAM, Stream([chat("busy"), waiting, after(chats, ANSWER, said("ok", "ready")), chat("idle")]))

    agent = client.agent({"core_app": "ns/llm", "tools": [tool("lookup").handler(lambda _: "x")]})

    assert agent.send_message("Hi")["status"] == "ready"


def test_a_result_that_is_too_large_is_answered_with_that(chats: Server, client: Any) -> None:
    waiting = said("", tool_invocations=[calling("awaiting_input")])
    chats.on(ANSWER, error(413, "payload_too_large", "at most 1048576 bytes"), data({"id": "i1"}))
    chats.on(STREAM, Stream([chat("busy"), waiting, after(chats, ANSWER, said("ok", "ready")), chat("idle")]))

    agent = client.agent({"core_app": "ns/llm", "tools": [tool("lookup").handler(lambda _: "x" * 2_000_000)]})

    assert agent.send_message("Hi")["status"] == "ready"
    _, told = chats.asked(ANSWER)
    assert told.json == {"result": "The result of lookup is too large to be taken: 2000000 bytes."}


def test_the_turn_goes_on_over_tool_rounds_and_approvals(chats: Server, client: Any) -> None:
    final = {"event": "chat_messages", "data": message("done", "ready", id="m4", order=3)}
    chats.on(
        STREAM, Stream([chat("busy"), said("one", "ready"), chat("awaiting_input"), chat("busy"), final, chat("idle")])
    )

    assert client.agent("ns/a").send_message("Hi")["id"] == "m4"


def test_the_state_of_before_the_turn_does_not_end_it(chats: Server, client: Any) -> None:
    chats.on(STREAM, Stream([chat("idle"), chat("busy"), said("Hello", "ready"), chat("idle")]))
    chats.on("GET /chats/c1", data({"id": "c1", "status": "busy", "chat_messages": [message()]}))

    assert client.agent("ns/a").send_message("Hi")["status"] == "ready"


def test_a_message_that_waits_in_the_queue_outlasts_the_turn_before(chats: Server, client: Any) -> None:
    ours = {"id": "m4", "order": 3, "agent_run_id": "t2"}
    before = said("the turn before", "ready", agent_run_id="t1", order=4)
    chats.on(RUN, data({"assistant_message": message(**ours)}))
    chats.on(STREAM, Stream([before, chat("busy"), said("Hello", "ready", **{**ours, "order": 6}), chat("idle"), HANG]))

    assert client.agent("ns/a").send_message("Hi")["content"][0]["text"] == "Hello"


def test_a_turn_that_ended_unseen_is_read_from_the_chat(chats: Server, client: Any) -> None:
    chats.on(STREAM, Stream([chat("idle"), HANG]))
    chats.on("GET /chats/c1", data({"id": "c1", "status": "idle", "chat_messages": [message("Hello", "ready")]}))

    assert client.agent("ns/a").send_message("Hi")["content"][0]["text"] == "Hello"


def test_a_chat_stream_that_breaks_is_opened_again(chats: Server, client: Any) -> None:
    chats.on(
        STREAM, Stream([chat("busy"), b'{"event":"chat_mess', CUT]), CUT, Stream([said("Hello", "ready"), chat("idle")])
    )

    assert client.agent("ns/a").send_message("Hi", **FAST)["status"] == "ready"


def test_gives_up_on_a_chat_stream_that_only_repeats_itself(chats: Server, client: Any) -> None:
    chats.on(STREAM, Stream([chat("busy"), CUT]))

    with pytest.raises(StreamInterruptedError, match="chat c1"):
        client.agent("ns/a").send_message("Hi", max_reconnects=2, **FAST)

    assert len(chats.asked(STREAM)) == 3


def test_polls_a_turn_instead_of_streaming_it(chats: Server, client: Any) -> None:
    old = {"id": "m0", "role": "assistant", "order": 0, "status": "ready", "content": []}
    waiting = message("", tool_invocations=[calling("awaiting_input")])
    states = [[old, message()], [old, waiting], [old, waiting], [old, message("ok", "ready")]]
    answers = [data({"id": "c1", "status": "busy", "chat_messages": each}) for each in states]
    chats.on("GET /chats/c1", *answers, data({"id": "c1", "status": "idle", "chat_messages": states[-1]}))
    seen: list[Any] = []
    agent = client.agent({"core_app": "ns/llm", "tools": [tool("lookup").handler(lambda _: "x")]})

    answer = agent.send_message("Hi", on_message=seen.append, poll_interval_ms=1)

    assert answer["content"][0]["text"] == "ok" and seen == [message(), waiting, message("ok", "ready")]
    assert len(chats.asked(ANSWER)) == 1 and not chats.asked(STREAM)


def test_waiting_for_a_turn_has_a_time_limit(chats: Server, client: Any) -> None:
    chats.on(STREAM, Stream([chat("busy"), HANG]))

    with pytest.raises(TimeoutError, match="chat c1"):
        client.agent("ns/a").send_message("Hi", timeout=0.2)


def test_run_returns_what_the_agent_finished_with(chats: Server, client: Any) -> None:
    chats.on(STREAM, Stream([chat("busy"), said("", "ready"), chat("completed")]))
    chats.on("GET /chats/c1", data({"id": "c1", "status": "completed", "output": {"answer": 42}}))

    assert client.agent("ns/a").run("Hi") == {"answer": 42}


def test_run_raises_when_the_turn_failed(chats: Server, client: Any) -> None:
    failed = {**said("", "failed"), "data": {**message("", "failed"), "content": [{"type": "text", "error": "no GPU"}]}}
    chats.on(STREAM, Stream([chat("busy"), failed, chat("idle")]))

    with pytest.raises(AgentFailedError, match="no GPU") as caught:
        client.agent("ns/a").run("Hi")

    assert caught.value.chat_message["status"] == "failed"


def test_files_go_with_a_message(chats: Server, client: Any) -> None:
    def assigned(request: Request) -> Reply:
        name = request.json["files"][0].get("filename")
        return data([{"id": "f1", "uri": "u1", "upload_url": chats.url + "/up", "filename": name, "size": 2}])

    chats.on("POST /files", assigned)
    chats.on("PUT /up", Reply(b""))
    agent = client.agent("ns/a")
    uploaded = agent.upload_file(b"hi", "hi.txt")

    agent.send_message("See", files=[uploaded, "https://h/x.png", b"raw"], wait=False)

    sent = chats.asked(RUN)[0].json["input"]["attachments"]
    assert sent == [
        {"id": "f1", "uri": "u1", "filename": "hi.txt", "size": 2},
        {"uri": "https://h/x.png"},
        {"id": "f1", "uri": "u1", "size": 2},
    ]


def test_streams_messages_the_chat_or_both(chats: Server, client: Any) -> None:
    agent = client.agent("ns/a")
    chats.on(STREAM, Stream([chat("busy"), {"event": "delta", "delta": {}}, said("a"), chat("idle"), HANG]))

    both = list(agent.stream_all("c1"))
    with agent.stream_messages("c1") as messages:
        first = next(iter(messages))
    with agent.stream_chat("c1") as states:
        status = next(iter(states))["status"]

    assert [each["event"] for each in both] == ["chats", "chat_messages", "chats"]
    assert first == message("a") and status == "busy"


def test_asks_stops_and_answers(chats: Server, client: Any) -> None:
    chats.on("GET /chats/c1", data({"id": "c1"}))
    chats.on("POST /chats/c1/stop", data(None))
    chats.on("POST /tools/i1/invoke", data(None))
    chats.on("POST /tools/i1/reject", data(None))
    chats.on("POST /chats/c1/tools/i1/always-allow", data(None))
    agent = client.agent("ns/a")
    agent.send_message("Hi")
    action = {"action": {"type": "submit"}, "form_data": {"name": "Ada"}}

    assert agent.get_chat()["id"] == agent.get_chat("c1")["id"] == "c1" and agent.stop_chat() is None
    for result in ("text", action, {"n": 1}):
        agent.submit_tool_result("i1", result)
    agent.approve("i1")
    agent.reject("i1", "no")
    agent.always_allow("i1", "lookup")

    assert [each.json for each in chats.asked(ANSWER)] == [{"result": "text"}, action, {"result": '{"n": 1}'}]
    assert chats.asked("POST /tools/i1/reject")[0].json == {"reason": "no"}
    assert chats.asked("POST /chats/c1/tools/i1/always-allow")[0].json == {"tool_name": "lookup"}


def test_without_a_chat_there_is_nothing_to_ask(client: Any) -> None:
    with pytest.raises(ValueError, match="no chat yet"):
        client.agent("ns/a").get_chat()


def test_a_message_whose_answer_was_lost_is_sent_again_with_the_same_key(chats: Server, client: Any) -> None:
    started = data({"user_message": {"id": "m1", "chat_id": "c1"}, "assistant_message": message()})
    chats.on(RUN, CUT, error(503, "unavailable", "later", retry_after="0"), started)

    answer = client.agent("ns/a").send_message("Hi")

    assert answer["content"][0]["text"] == "Hello"
    sent = chats.asked(RUN)
    assert len(sent) == 3 and len({(each.headers["idempotency-key"], each.body) for each in sent}) == 1


def test_two_messages_have_different_keys_and_a_given_one_is_used(chats: Server, client: Any) -> None:
    chats.on("GET /chats/c1", data({"id": "c1"}))
    agent = client.agent("ns/a")

    agent.send_message("Hi")
    agent.send_message("Hi")
    agent.run("Hi", idempotency_key="mine")

    keys = [each.headers["idempotency-key"] for each in chats.asked(RUN)]
    assert len(keys[0]) == 36 and keys[0] != keys[1] and keys[2] == "mine"


def test_a_message_that_is_sent_again_under_its_key_is_the_same_request(chats: Server, client: Any) -> None:
    chats.on("GET /chats/c1", data({"id": "c1"}))
    agent = client.agent("ns/a")

    agent.send_message("Hi", idempotency_key="first")
    agent.send_message("Hi", idempotency_key="first")
    agent.send_message("More", idempotency_key="second")
    agent.reset()
    agent.send_message("More", idempotency_key="second")

    chat_ids = [each.json.get("chat_id") for each in chats.asked(RUN)]
    assert chat_ids == [None, None, "c1", None]


def test_a_message_that_was_answered_long_ago_gets_its_own_answer(chats: Server, client: Any) -> None:
    earlier = message("earlier", "ready", agent_run_id="t1")
    chats.on(RUN, data({"user_message": {"id": "m1", "chat_id": "c1"}, "assistant_message": earlier}))
    later = {"event": "chat_messages", "data": {**message("later", "ready", agent_run_id="t2"), "id": "m4", "order": 3}}
    chats.on(STREAM, Stream([{"event": "chat_messages", "data": earlier}, later, chat("idle"), HANG]))
    chats.on("GET /chats/c1", data({"id": "c1", "chat_messages": [earlier, later["data"]]}))

    assert client.agent("ns/a").send_message("Hi", idempotency_key="mine") == earlier


def finishing(output: Any) -> dict[str, Any]:
    return {"type": "internal", "status": "completed", "function": {"name": "finish", "arguments": {}}, "data": output}


@pytest.mark.parametrize("waiting", [{}, {"poll_interval_ms": 1}])
def test_a_repeat_gets_the_end_of_its_turn_though_another_has_followed(
    chats: Server, client: Any, waiting: dict[str, Any]
) -> None:
    first = message("Let me look.", "ready", agent_run_id="t1")
    second = message("", "ready", id="m4", order=3, agent_run_id="t1", tool_invocations=[finishing({"n": 1})])
    newer = message("", "ready", id="m6", order=5, agent_run_id="t2", tool_invocations=[finishing({"n": 2})])
    chats.on(RUN, data({"assistant_message": first}))
    chats.on(STREAM, Stream([{"event": "chat_messages", "data": newer}, chat("completed"), HANG]))
    chats.on(
        "GET /chats/c1",
        data({"id": "c1", "status": "completed", "output": {"n": 2}, "chat_messages": [first, second, newer]}),
    )

    assert client.agent("ns/a").send_message("Hi", idempotency_key="mine", **waiting) == second
    assert client.agent("ns/a").run("Hi", idempotency_key="mine", **waiting) == {"n": 1}


def test_a_turn_that_did_not_finish_has_no_output_though_a_newer_one_has(chats: Server, client: Any) -> None:
    ours, newer = message("Hello", "ready", agent_run_id="t1"), message("", "ready", order=5, agent_run_id="t2")
    chats.on(RUN, data({"assistant_message": ours}))
    chats.on("GET /chats/c1", data({"id": "c1", "output": {"n": 2}, "chat_messages": [ours, newer]}))

    assert client.agent("ns/a").run("Hi", idempotency_key="mine") is None


def test_a_message_under_a_key_is_the_turns_last_as_the_chat_has_it(chats: Server, client: Any) -> None:
    chats.on("GET /chats/c1", data({"id": "c1", "chat_messages": [message("other", "ready", agent_run_id="t9")]}))

    answer = client.agent("ns/a").send_message("Hi", idempotency_key="mine")

    assert answer["content"][0]["text"] == "Hello"


def test_a_refused_message_is_not_sent_again(chats: Server, client: Any) -> None:
    chats.on(RUN, error(400, "invalid_request", "no agent"))

    with pytest.raises(APIError, match="no agent"):
        client.agent("ns/a").send_message("Hi")

    assert len(chats.asked(RUN)) == 1


def test_an_answer_without_a_chat_is_an_error(chats: Server, client: Any) -> None:
    chats.on(RUN, data({"assistant_message": None}))

    with pytest.raises(RuntimeError, match="no chat"):
        client.agent("ns/a").send_message("Hi")


@pytest.mark.parametrize(
    ("agent", "complaint"),
    [
        ("", "reference"),
        ({"system_prompt": "x"}, "core_app"),
        (7, "not a int"),
        ({"core_app": "a", "tools": [7]}, "tool"),
    ],
)
def test_a_configuration_that_cannot_be_is_refused_at_once(client: Any, agent: Any, complaint: str) -> None:
    with pytest.raises((TypeError, ValueError), match=complaint):
        client.agent(agent)


def test_async_handlers_and_callbacks_belong_to_the_async_client(chats: Server) -> None:
    waiting = said("", tool_invocations=[calling("awaiting_input")])
    chats.on(STREAM, Stream([chat("busy"), waiting, after(chats, ANSWER, said("ok", "ready")), chat("idle")]))
    seen: list[str] = []

    async def lookup(args: dict[str, Any]) -> dict[str, Any]:
        await asyncio.sleep(0)
        return {"found": args["q"]}

    async def on_message(each: dict[str, Any]) -> None:
        seen.append(each["status"])

    config = {"core_app": "ns/llm", "tools": [tool("lookup").handler(lookup)]}

    async def talk() -> None:
        async with AsyncInference(api_key="k", base_url=chats.url) as client:
            await client.agents.create(config).send_message("Hi", on_message=on_message)

    asyncio.run(talk())
    assert json.loads(chats.asked(ANSWER)[0].json["result"]) == {"found": "x"} and seen == ["pending", "ready"]
    with Inference(api_key="k", base_url=chats.url) as client, pytest.raises(TypeError, match="lookup is async"):
        client.agent(config)
