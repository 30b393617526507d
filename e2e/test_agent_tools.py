"""What other files pass by: sessions, widgets, skills, a chat's other agent, a message that is dropped."""

from __future__ import annotations

import json

import pytest
from agents import Chats, calls, configured, invocations, last_text, script, text_of
from harness import Api, ApiError


@pytest.fixture
def chats(api: Api) -> Chats:
    return Chats(api)


def test_an_app_tool_keeps_its_state_in_a_session_over_turns(chats: Chats) -> None:
    add = {
        "name": "add",
        "type": "app",
        "app": {
            "ref": "infsh/session-test",
            "function": "increment",
            "input": {"key": "n"},
            "session_enabled": True,
        },
    }
    first = chats.whole(script(calls("add", amount=2, session="new"), {"text": "{result}"}), configured(add))
    session = json.loads(last_text(first))["session_id"]

    second = chats.whole(
        script(calls("add", amount=3, session=session), calls("add", amount=3), {"text": "ok"}),
        configured(add),
        chat_id=first["id"],
    )

    results = [json.loads(each["result"]) for each in invocations(second)]
    assert [each["current"] for each in results] == [2, 5, 3], "the last one was a call on its own"
    assert results[1]["session_id"] == session
    chats.api.call("DELETE", f"/sessions/{session}")


def test_a_widget_is_shown_and_an_interactive_one_waits_for_the_user(chats: Chats) -> None:
    page = calls("widget", type="html", title="News", html="<p>Rain</p>")
    form = calls("widget", type="ui", interactive=True, children=[{"type": "input", "name": "city"}])
    chat = chats.run(script(page, form, {"text": "You said {result}"}), configured())["chat_id"]

    waiting = chats.invocation(chat, "awaiting_input")
    assert chats.settled(chat, "awaiting_input")["status"] == "awaiting_input", "a human has to act"
    answer = {"action": {"type": "submit"}, "form_data": {"city": "Oslo"}}
    chats.api.call("POST", f"/tools/{waiting['id']}", answer)

    done = chats.settled(chat)
    shown, filled = invocations(done)
    assert shown["widget"] == {"type": "html", "title": "News", "html": "<p>Rain</p>"}
    assert filled["widget"]["children"] == [{"type": "input", "name": "city"}]
    assert shown["status"] == filled["status"] == "completed"
    assert "Oslo" in last_text(done)


def test_a_skill_is_looked_up_by_its_name(chats: Chats) -> None:
    skills = [
        {"name": "sailing", "description": "How to sail", "content": "Mind the boom."},
        {"name": "rowing", "description": "How to row", "content": "Sit down."},
    ]

    chat = chats.whole(script(calls("skill_get", name="sailing"), {"text": "{result}"}), configured(skills=skills))

    assert last_text(chat) == "Mind the boom."


def test_a_chat_may_be_given_another_agent(chats: Chats) -> None:
    chat = chats.whole(script({"text": "One."}), configured())
    other = configured(system_prompt=script({"text": "I am the other one."}))

    changed = chats.api.call("POST", f"/chats/{chat['id']}/agent", {"agent_config": other})
    after = chats.whole("Who are you?", None, chat_id=chat["id"])

    assert changed["agent_version_id"] == after["agent_version_id"] != chat["agent_version_id"]
    assert last_text(after) == "I am the other one."


def test_a_message_that_waits_can_be_dropped_until_its_turn_begins(chats: Chats) -> None:
    first = chats.run(script({"delay_ms": 1000, "text": "First."}), configured())
    body = {"chat_id": first["chat_id"], "input": {"text": script({"text": "Second."})}}
    waits = chats.api.call("POST", "/agents/run", body)["user_message"]

    chats.api.call("POST", f"/chats/messages/{waits['id']}/cancel")
    chats.api.call("POST", f"/chats/messages/{waits['id']}/cancel")

    chat = chats.settled(first["chat_id"])
    said = [text_of(each) for each in chat["chat_messages"] if each["role"] == "assistant" and text_of(each)]
    assert said == ["First."]
    dropped = next(each for each in chat["chat_messages"] if each["id"] == waits["id"])
    assert dropped["status"] == "cancelled"
    with pytest.raises(ApiError) as late:
        chats.api.call("POST", f"/chats/messages/{chat['chat_messages'][0]['id']}/cancel")
    assert late.value.status == 409
