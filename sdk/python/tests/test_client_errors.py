"""Answers of servers that are no success, and what a program sees of them."""

from __future__ import annotations

from typing import Any

import pytest
from scripted import HANG, Reply, Server, data, error, task

import inferencesh
from inferencesh import (
    APIConnectionError,
    APIError,
    AuthenticationError,
    RateLimitError,
    RequirementsNotMetError,
    SessionEndedError,
    SessionError,
    SessionExpiredError,
    SessionNotFoundError,
    SetupAction,
    WorkerLostError,
)

RUN = "POST /apps/run"
TASK = "GET /tasks/t1"


def test_an_error_holds_all_that_the_server_said(server: Server, client: Any) -> None:
    server.on(TASK, error(404, "not_found", "task not found: t1", X_Request_Id="r7"))

    with pytest.raises(APIError) as caught:
        client.get_task("t1")

    failure = caught.value
    assert str(failure) == "HTTP 404: task not found: t1"
    assert (failure.status_code, failure.message, failure.code) == (404, "task not found: t1", "not_found")
    assert failure.request_id == "r7" and '"success": false' in failure.response_body


@pytest.mark.parametrize(
    ("body", "message"),
    [
        ({"error": "plain"}, "plain"),
        ({"detail": "of a problem"}, "of a problem"),
        ({"title": "Bad"}, "Bad"),
        ({"message": "m"}, "m"),
        (b"<html>Bad Gateway</html>", "<html>Bad Gateway</html>"),
        (b"", "the server gave no reason"),
    ],
)
def test_finds_the_text_of_an_error_in_other_shapes(server: Server, client: Any, body: Any, message: str) -> None:
    server.on(TASK, Reply(body, 400))

    with pytest.raises(APIError) as caught:
        client.get_task("t1")

    assert caught.value.message == message


def test_a_wrong_key_is_told_apart(server: Server, client: Any) -> None:
    server.on(TASK, error(401, "unauthorized", "unknown key"))

    with pytest.raises(AuthenticationError, match="unknown key"):
        client.get_task("t1")


def test_requirements_that_are_not_met_are_listed(server: Server, client: Any) -> None:
    missing = {"type": "secret", "key": "HF_TOKEN", "message": "HF_TOKEN is not set", "action": {"type": "add_secret"}}
    scope = {"provider": "google", "scopes": ["drive"], "type": "add_scopes"}
    other = {"type": "scope", "key": "drive", "message": "no drive", "action": scope}
    server.on(RUN, Reply({"satisfied": False, "errors": [missing, other], "status": 412}, 412))

    with pytest.raises(RequirementsNotMetError, match=r"^HF_TOKEN is not set$") as caught:
        client.run({"app": "a/b", "input": {}})

    first, second = caught.value.errors
    assert (first.type, first.key, first.message) == ("secret", "HF_TOKEN", "HF_TOKEN is not set")
    assert first.action == SetupAction("add_secret") and second.action == SetupAction("add_scopes", "google", ["drive"])
    assert caught.value.status_code == 412


def test_a_412_of_a_proxy_is_an_ordinary_error(server: Server, client: Any) -> None:
    server.on(TASK, Reply({"error": "host not allowed"}, 412))

    with pytest.raises(APIError, match="host not allowed") as caught:
        client.get_task("t1")

    assert not isinstance(caught.value, RequirementsNotMetError)


@pytest.mark.parametrize(
    ("status", "code", "kind"),
    [
        (404, "SESSION_NOT_FOUND", SessionNotFoundError),
        (410, "SESSION_EXPIRED", SessionExpiredError),
        (410, "SESSION_ENDED", SessionEndedError),
        (500, "WORKER_LOST", WorkerLostError),
    ],
)
def test_errors_of_sessions_have_classes_of_their_own(
    server: Server, client: Any, status: int, code: str, kind: type[SessionError]
) -> None:
    server.on(RUN, error(status, code, "session s1 is gone"))
    server.on("GET /sessions/s1", error(status, code, "session s1 is gone"))

    with pytest.raises(kind) as running:
        client.run({"app": "a/b", "input": {}, "session": "s1"})
    with pytest.raises(kind) as getting:
        client.sessions.get("s1")

    assert running.value.session_id == getting.value.session_id == "s1"
    assert isinstance(running.value, APIError) and running.value.status_code == status


def test_waits_as_long_as_it_is_asked_to_and_tries_again(server: Server, client: Any) -> None:
    server.on(TASK, error(429, "rate_limited", "slow down", Retry_After="0.01"), data(task(7)))

    assert client.get_task("t1")["status"] == 7


def test_a_rate_limit_that_stays_is_told_with_its_wait(server: Server, connect: Any) -> None:
    server.on(TASK, error(429, "rate_limited", "slow down", Retry_After="0.01"))

    with pytest.raises(RateLimitError) as caught:
        connect(max_retries=1).get_task("t1")

    assert caught.value.retry_after == 0.01 and len(server.asked(TASK)) == 2


@pytest.mark.parametrize("value", ["3600", "Fri, 01 Jan 2100 00:00:00 GMT"])
def test_does_not_sit_out_a_long_wait(server: Server, client: Any, value: str) -> None:
    server.on(TASK, error(429, "rate_limited", "slow down", Retry_After=value))

    with pytest.raises(RateLimitError) as caught:
        client.get_task("t1")

    assert caught.value.retry_after >= 3600 and len(server.requests) == 1


def test_does_not_repeat_what_may_do_harm_twice(server: Server, client: Any) -> None:
    server.on("POST /secrets", error(503, "unavailable", "later"))

    with pytest.raises(APIError, match="later"):
        client.secrets.create("A", "1")

    assert len(server.requests) == 1


@pytest.mark.parametrize(
    "body",
    [
        {"success": True, "data": {"id": "t1"}},
        {"data": {"id": "t1"}, "messages": []},
        {"id": "t1"},
    ],
    ids=["envelope", "newer envelope", "bare"],
)
def test_understands_every_shape_of_success(server: Server, client: Any, body: Any) -> None:
    server.on(TASK, Reply(body))

    assert client.get_task("t1") == {"id": "t1"}


@pytest.mark.parametrize(
    ("body", "message"),
    [(b"<html>hello</html>", "not JSON"), ({"success": False, "error": {"message": "no"}}, "no")],
)
def test_a_success_that_is_none_is_an_error(server: Server, client: Any, body: Any, message: str) -> None:
    server.on(TASK, Reply(body))

    with pytest.raises(APIError, match=message):
        client.get_task("t1")


def test_a_run_without_a_task_in_its_answer_is_an_error(server: Server, client: Any) -> None:
    server.on(RUN, data({"queued": True}))

    with pytest.raises(RuntimeError, match="accepted no task"):
        client.run({"app": "a/b"})


@pytest.mark.parametrize("made", ["inference", "async_inference", "Inference", "AsyncInference"])
def test_a_client_takes_key_and_address_from_the_environment(monkeypatch: pytest.MonkeyPatch, made: str) -> None:
    monkeypatch.delenv("INFERENCE_API_KEY", raising=False)
    monkeypatch.delenv("INFERENCE_BASE_URL", raising=False)
    factory = getattr(inferencesh, made)

    with pytest.raises(ValueError, match="INFERENCE_API_KEY"):
        factory(base_url="http://h")
    with pytest.raises(ValueError, match="INFERENCE_BASE_URL"):
        factory(api_key="k")
    with pytest.raises(ValueError, match="http://"):
        factory(api_key="k", base_url="h:1")
    with pytest.raises(ValueError, match="http://h:x"):
        factory(api_key="k", base_url="http://h:x")
    monkeypatch.setenv("INFERENCE_API_KEY", "k")
    monkeypatch.setenv("INFERENCE_BASE_URL", "http://h/")
    assert factory() is not None


def test_sends_headers_of_the_program_and_ends_with_its_block(server: Server, connect: Any) -> None:
    server.on("GET /me", data({"team": {"username": "local"}}))

    with connect(base_url=server.url + "/", headers={"X-Trace": "1"}) as client:
        assert client.me()["team"]["username"] == "local"

    assert server.requests[0].headers["x-trace"] == "1"
    with pytest.raises(RuntimeError, match="closed"):
        client.me()


def test_a_header_of_the_program_takes_the_place_of_ours(server: Server, connect: Any) -> None:
    server.on("GET /me", data({}))

    connect(headers={"user-agent": "mine/1", "authorization": "Bearer other"}).me()

    assert server.requests[0].headers["user-agent"] == "mine/1"
    assert server.requests[0].headers["authorization"] == "Bearer k"


def test_an_answer_in_broken_compression_is_a_broken_connection(server: Server, connect: Any) -> None:
    server.on(TASK, Reply(b"not gzip", 200, {"Content-Encoding": "gzip"}))

    with pytest.raises(APIConnectionError):
        connect(max_retries=0).get_task("t1")


def test_a_timeout_is_the_clients_to_set(server: Server, connect: Any) -> None:
    server.on("POST /secrets", HANG)

    with pytest.raises(TimeoutError):
        connect(timeout=0.1).secrets.create("A", "1")
