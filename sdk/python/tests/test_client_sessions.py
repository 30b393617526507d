"""Sessions as objects, and the resources that are one request each."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest
from scripted import Reply, Server, data, error, task

from inferencesh import AsyncInference, SessionExpiredError

RUN = "POST /apps/run"
END = "DELETE /sessions/s1"


@pytest.fixture
def sessions(server: Server) -> Server:
    server.on(RUN, data(task(10, session_id="s1", output={"n": 1})))
    server.on(END, Reply(status=204))
    server.on("GET /sessions/s1", data({"id": "s1", "status": "active"}))
    server.on("POST /sessions/s1/keepalive", data({"id": "s1", "status": "active"}))
    return server


def test_a_session_is_opened_with_a_call_and_ended_with_its_block(sessions: Server, client: Any) -> None:
    with client.session("a/b", session_timeout=300, setup={"m": 1}) as session:
        assert session.session_id == "s1" and session.result["output"] == {"n": 1}
        session.call("inc", {"by": 2})
        session.call()
        assert session.info()["status"] == session.keepalive()["status"] == "active"

    first, second, third = [each.json for each in sessions.asked(RUN)]
    assert first == {
        "app": "a/b", "session": "new", "function": "run", "input": {}, "session_timeout": 300, "setup": {"m": 1},
    }  # fmt: skip
    assert second == {"app": "a/b", "session": "s1", "function": "inc", "input": {"by": 2}}
    assert third == {"app": "a/b", "session": "s1", "function": "run", "input": {}}
    assert len(sessions.asked(END)) == 1


def test_calls_take_the_options_of_a_run(sessions: Server, client: Any) -> None:
    with client.session("a/b", timeout=5) as session:
        sessions.on(RUN, data(task(7, session_id="s1")))
        assert session.call("run", wait=False, idempotency_key="mine")["status"] == 7

    sent = sessions.asked(RUN)[1]
    assert sent.headers["idempotency-key"] == "mine" and "wait" not in sent.json


def test_a_session_that_is_gone_already_ends_quietly(sessions: Server, client: Any) -> None:
    sessions.on(END, error(410, "SESSION_EXPIRED", "session expired"))

    with client.session("a/b"):
        pass

    assert len(sessions.asked(END)) == 1


def test_an_error_of_the_block_is_the_one_that_is_seen(sessions: Server, client: Any) -> None:
    sessions.on(END, error(500, "internal_error", "no end"))

    with pytest.raises(KeyError, match="mine"), client.session("a/b"):
        raise KeyError("mine")

    assert len(sessions.asked(END)) == 1


def test_a_session_that_cannot_be_ended_is_an_error(sessions: Server, client: Any) -> None:
    sessions.on(END, error(500, "internal_error", "no end"))

    with pytest.raises(Exception, match="no end"), client.session("a/b"):
        pass


def test_an_answer_without_a_session_is_an_error(sessions: Server, client: Any) -> None:
    sessions.on(RUN, data(task(10)))

    with pytest.raises(RuntimeError, match="no session"):
        client.session("a/b").__enter__()


def test_a_session_cannot_be_opened_without_waiting(sessions: Server, client: Any) -> None:
    with pytest.raises(TypeError, match="wait"):
        client.session("a/b", wait=False).__enter__()


def test_a_late_call_says_that_the_session_expired(sessions: Server, client: Any) -> None:
    with client.session("a/b") as session:
        sessions.on(RUN, error(410, "SESSION_EXPIRED", "session expired: s1"))
        with pytest.raises(SessionExpiredError, match="session expired"):
            session.call()


def test_an_asynchronous_session_is_entered_with_and_without_await(sessions: Server) -> None:
    async def both() -> list[str]:
        async with AsyncInference(api_key="k", base_url=sessions.url) as client:
            async with client.session("a/b") as plain:
                found = [plain.session_id]
            async with await client.session("a/b") as awaited:
                found.append(awaited.session_id)
            handle = await client.session("a/b")
            await handle.end()
            return found

    assert asyncio.run(both()) == ["s1", "s1"]
    assert len(sessions.asked(RUN)) == len(sessions.asked(END)) == 3


def test_a_session_does_without_a_block(sessions: Server, client: Any) -> None:
    session = client.session("a/b")

    session.call()
    session.end()

    assert session.session_id == "s1" and len(sessions.asked(RUN)) == 2 and len(sessions.asked(END)) == 1


def test_a_session_that_is_not_open_yet_says_so(sessions: Server) -> None:
    with pytest.raises(RuntimeError, match="not open yet"):
        _ = AsyncInference(api_key="k", base_url=sessions.url).session("a/b").session_id


def test_sessions_by_their_ids(sessions: Server, client: Any) -> None:
    sessions.on("GET /sessions", data([{"id": "s1"}]))

    assert client.sessions.list() == [{"id": "s1"}]
    assert client.sessions.get("s1")["id"] == client.sessions.keepalive("s1")["id"] == "s1"
    assert client.sessions.end("s1") is None


def test_a_session_in_the_parameters_of_a_run(sessions: Server, client: Any) -> None:
    result = client.run({"app": "a/b", "input": {}, "session": "new", "session_timeout": 300})

    assert result["session_id"] == "s1" and sessions.asked(RUN)[0].json["session_timeout"] == 300


@pytest.mark.parametrize(
    ("namespace", "method", "args", "route", "body"),
    [
        ("agents", "list", {"limit": 2}, "POST /agents/list", {"limit": 2}),
        ("agents", "get", ["local/helper@v1"], "GET /agents/local/helper%40v1", None),
        ("agents", "store", [{"name": "helper"}], "POST /agents", {"name": "helper"}),
        ("agents", "list_versions", ["a1"], "POST /agents/a1/versions/list", None),
        ("agents", "delete", ["a1"], "DELETE /agents/a1", None),
        ("chats", "list", {"limit": 2}, "POST /chats/list", {"limit": 2}),
        ("chats", "get", ["c1"], "GET /chats/c1", None),
        ("chats", "status", ["c1"], "GET /chats/c1/status", None),
        ("chats", "update", ["c1", {"name": "n"}], "POST /chats/c1", {"name": "n"}),
        ("chats", "stop", ["c1"], "POST /chats/c1/stop", None),
        ("chats", "delete", ["c1"], "DELETE /chats/c1", None),
        ("apps", "list", {"limit": 2}, "POST /apps/list", {"limit": 2}),
        ("apps", "get", ["a1"], "GET /apps/a1", None),
        ("apps", "get", ["ns/app@v1"], "GET /apps/ns/app%40v1", None),
        ("apps", "get_by_name", ["ns/app"], "GET /apps/ns/app", None),
        ("apps", "create", [{"name": "n"}], "POST /apps", {"name": "n"}),
        ("apps", "update", ["a1", {"name": "n"}], "POST /apps/a1", {"name": "n"}),
        ("apps", "delete", ["a1"], "DELETE /apps/a1", None),
        ("apps", "list_versions", ["a1"], "POST /apps/a1/versions/list", None),
        ("apps", "get_version", ["a1", "v1"], "GET /apps/a1/versions/v1", None),
        ("apps", "set_current_version", ["a1", "v1"], "PUT /apps/a1/versions/v1/current", None),
        ("secrets", "list", [], "POST /secrets/list", None),
        ("secrets", "create", ["A", "1", "d"], "POST /secrets", {"key": "A", "value": "1", "description": "d"}),
        ("secrets", "update", ["A", "2"], "PUT /secrets/A", {"value": "2"}),
        ("secrets", "delete", ["A"], "DELETE /secrets/A", None),
        ("secrets", "reveal", ["A"], "GET /secrets/reveal/A", None),
        ("api_keys", "list", [], "POST /apikeys/list", None),
        ("api_keys", "create", ["ci", ["apps"]], "POST /apikeys", {"name": "ci", "scopes": ["apps"]}),
        ("api_keys", "delete", ["k1"], "DELETE /apikeys/k1", None),
        ("teams", "me", [], "GET /me", None),
        ("teams", "list", [], "GET /teams", None),
        ("teams", "get", ["x"], "GET /teams/x", None),
        ("teams", "create", ["N", "u"], "POST /teams", {"name": "N", "username": "u"}),
        ("engines", "list", [], "POST /engines/list", None),
        ("engines", "get", ["e1"], "GET /engines/e1", None),
    ],
)
def test_one_request_each(
    server: Server, client: Any, namespace: str, method: str, args: Any, route: str, body: Any
) -> None:
    deletes = route.startswith("DELETE")
    server.on(route, Reply(status=204) if deletes else data({"id": "x"}))
    call = getattr(getattr(client, namespace), method)

    result = call(**args) if isinstance(args, dict) else call(*args)

    assert result is None if deletes else result == {"id": "x"}
    assert server.asked(route)[0].json == body
