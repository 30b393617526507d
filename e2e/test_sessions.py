"""Sessions as the official clients use them (wire protocol, A.3 and A.6). What they survive is in `test_restart.py`."""

from __future__ import annotations

import json
import os
import shutil
import time
from collections.abc import Iterator
from typing import Any

import node_clients
import pytest
from harness import CANCELLED, COMPLETED, FAILED, RUNNING, Api, ApiError, Stack, await_that
from warm import APP, Session, assert_refused


@pytest.fixture
def session(api: Api) -> Iterator[Session]:
    own = Session(api)
    yield own
    own.end()


def refusal(api: Api, session: str, **fields: Any) -> ApiError:
    with pytest.raises(ApiError) as refused:
        api.run(**{"app": APP, "input": {}, "function": "get_all", "session": session, **fields})
    return refused.value


def test_a_new_session_is_named_by_the_answer_to_the_post(api: Api) -> None:
    posted = api.run(APP, {}, wait=False, function="get_all", session="new")

    assert posted["session_id"] not in ("", "new") and posted["session_timeout"] == 60
    final = api.wait_final(posted["id"])
    assert (final["status"], final["session_id"]) == (COMPLETED, posted["session_id"])
    api.call("DELETE", f"/sessions/{posted['session_id']}")


def test_calls_of_all_functions_meet_in_one_process(session: Session) -> None:
    session.call("set_value", {"key": "name", "value": "ada"})
    got = session.call("get_value", {"key": "name"})
    counted = session.increment(5)
    everything = session.call("get_all", {})

    assert got["session_id"] == session.id and got["output"]["found"] and got["output"]["value"] == "ada"
    assert (counted["previous"], counted["current"]) == (0, 5)
    assert everything["output"]["state"] == {"opened": True, "name": "ada", "n": 5}
    assert everything["output"]["call_count"] == session.info()["call_count"] == 5


def test_sessions_know_nothing_of_each_other(api: Api, session: Session) -> None:
    session.increment()
    other = Session(api)

    assert other.id != session.id and other.increment()["previous"] == 0
    plain = api.run(APP, {"key": "n", "amount": 1}, function="increment")
    assert plain["output"]["previous"] == 0 and "session_id" not in plain
    other.end()


def test_calls_run_in_the_order_they_were_sent(api: Api, session: Session) -> None:
    sent = [session.call("increment", {"key": "n", "amount": 1}, wait=False)["id"] for _ in range(20)]

    assert [api.wait_final(task)["output"]["previous"] for task in sent] == list(range(20))


def test_a_session_is_shown_listed_and_kept_alive(api: Api, session: Session) -> None:
    shown = session.info()
    assert (shown["id"], shown["status"], shown["idle_timeout"]) == (session.id, "active", 600)
    assert shown["call_count"] == 1 and shown["worker_id"]

    listed = api.call("GET", "/sessions")
    assert isinstance(listed, list) and session.id in [each["id"] for each in listed]

    kept = api.call("POST", f"/sessions/{session.id}/keepalive")
    assert kept["status"] == "active" and kept["expires_at"] > shown["expires_at"]


def test_an_ended_session_takes_no_calls_and_ends_twice(api: Api) -> None:
    session = Session(api)

    session.end()
    session.end()

    assert_refused(refusal(api, session.id), 410, "SESSION_ENDED", "session ended")
    assert session.info()["status"] == "ended" and session.info()["ended_at"]


def test_an_idle_session_expires(api: Api) -> None:
    session = Session(api, timeout=1)

    await_that("it expires", lambda: session.info()["status"] == "expired", 10)

    assert_refused(refusal(api, session.id), 410, "SESSION_EXPIRED", "session expired")


def test_what_is_wrong_is_said_on_the_post(api: Api, session: Session) -> None:
    unknown = "sess_invalid_does_not_exist_12345"
    assert_refused(refusal(api, unknown), 404, "SESSION_NOT_FOUND", "session not found")
    assert_refused(refusal(api, session.id, app="local/noop", function=None), 400, "APP_MISMATCH", session.id)
    assert_refused(refusal(api, session.id, session_timeout=5), 400, "invalid_request", "session_timeout")
    assert_refused(refusal(api, "new", session_timeout=3601), 400, "invalid_request", "session_timeout")


def test_another_team_finds_no_session(stack: Stack, session: Session) -> None:
    created = json.loads(stack.hearth("team", "create", f"guests-{os.urandom(3).hex()}", "--json").stdout)
    others = stack.api(created["owner_key"])

    with pytest.raises(ApiError) as refused:
        others.call("GET", f"/sessions/{session.id}")

    assert refused.value.status == 404
    assert session.id not in [each["id"] for each in others.call("GET", "/sessions")]


def test_cancelling_a_call_keeps_the_session(api: Api) -> None:
    opened = api.run("local/streaming", {"text": "a", "delay_ms": 0}, session="new")
    slow = api.run(
        "local/streaming", {"text": "a b c", "delay_ms": 20000}, wait=False, session=opened["session_id"]
    )
    api.wait_status(slow["id"], RUNNING)

    api.cancel(slow["id"])

    assert api.wait_final(slow["id"])["status"] == CANCELLED
    after = api.run("local/streaming", {"text": "b", "delay_ms": 0}, session=opened["session_id"])
    assert after["status"] == COMPLETED
    api.call("DELETE", f"/sessions/{opened['session_id']}")


def test_ending_a_session_cancels_its_call_and_fails_those_that_wait(api: Api) -> None:
    opened = api.run("local/streaming", {"text": "a", "delay_ms": 0}, session="new")
    inside = {"app": "local/streaming", "wait": False, "session": opened["session_id"]}
    slow = api.run(input={"text": "a b c", "delay_ms": 20000}, **inside)
    waits = api.run(input={"text": "a", "delay_ms": 0}, **inside)
    api.wait_status(slow["id"], RUNNING)
    assert api.task(waits["id"])["wait_reason"]["code"] == "session_turn"

    api.call("DELETE", f"/sessions/{opened['session_id']}")

    assert api.wait_final(slow["id"])["status"] == CANCELLED
    failed = api.wait_final(waits["id"])
    assert (failed["status"], failed["error_code"]) == (FAILED, "SESSION_ENDED")


def test_a_crash_of_the_process_is_a_worker_lost(api: Api) -> None:
    opened = api.run("local/failures", {"kind": "none"}, session="new")
    crashed = api.run("local/failures", {"kind": "crash"}, session=opened["session_id"])
    assert crashed["error_code"] == "APP_CRASHED"

    error = refusal(api, opened["session_id"], app="local/failures", function=None, input={"kind": "none"})

    assert_refused(error, 500, "WORKER_LOST", "worker lost")


def test_a_first_call_that_fails_at_setup_ends_the_session(api: Api) -> None:
    failed = api.run("local/failures", {}, setup={"fail": True}, session="new")

    assert failed["error_code"] == "SETUP_FAILED"
    error = refusal(api, failed["session_id"], app="local/failures", function=None)
    assert_refused(error, 410, "SESSION_ENDED", "session ended")


def test_a_warm_call_takes_less_than_two_seconds(session: Session) -> None:
    began = time.monotonic()
    session.increment()

    assert time.monotonic() - began < 2


def test_the_npm_client_calls_in_a_session(stack: Stack) -> None:
    if not shutil.which("npm"):
        pytest.skip("needs node 18 or newer and npm: install them (apt-get install nodejs npm)")
    node_clients.prepare()

    result = node_clients.run("sessions", stack)

    assert [task["status"] for task in result["tasks"]] == [COMPLETED] * 4
    assert {task["session_id"] for task in result["tasks"]} == {result["session"]}
    assert result["tasks"][2]["output"]["current"] == 10
    assert result["tasks"][3]["output"]["state"] == {"name": "node", "n": 10}
    assert result["isArray"] and result["listed"]
    assert (result["got"]["status"], result["kept"]["status"]) == ("active", "active")
    assert result["got"]["call_count"] == 4
    assert "session ended" in result["afterEnd"]["message"]
