"""Running, following, waiting for and cancelling tasks, against servers that behave and servers that do not."""

from __future__ import annotations

import time
from typing import Any

import pytest
from scripted import CUT, HANG, HEARTBEAT, Reply, Server, Stream, data, error, task

from inferencesh import (
    APIConnectionError,
    APIError,
    APITimeoutError,
    StreamInterruptedError,
    TaskCancelledError,
    TaskFailedError,
    TaskStatus,
)

RUN = "POST /apps/run"
STREAM = "GET /tasks/t1/stream"
ASKED = {"app": "local/echo", "input": {"text": "a"}}
FAST: dict[str, Any] = {"reconnect_delay_ms": 1}


def test_waits_for_the_finished_task_and_keeps_all_that_the_server_sent(server: Server, client: Any) -> None:
    server.on(RUN, data(task(1)))
    server.on(STREAM, Stream([task(7), HEARTBEAT, task(10, output={"n": 5}, session_id="s1", extra="kept")]))

    result = client.run(ASKED)

    assert result["output"] == {"n": 5} and result["session_id"] == "s1" and result["extra"] == "kept"
    assert {"id", "created_at", "updated_at", "input", "output", "logs", "status"} <= result.keys()
    assert TaskStatus(result["status"]).name == "COMPLETED"


def test_sends_what_it_was_given_with_key_and_content_type(server: Server, client: Any) -> None:
    server.on(RUN, data(task(1)))
    params = {
        **ASKED, "function": "up", "setup": {"m": 1}, "session": "s1", "infra": "cloud", "variant": "default",
        "run_at": "2026-01-01T00:00:00Z", "session_timeout": None,
    }  # fmt: skip

    client.tasks.run(params, wait=False)

    sent = server.asked(RUN)[0]
    del params["session_timeout"]
    assert sent.json == params
    assert sent.headers["authorization"] == "Bearer k" and sent.headers["content-type"] == "application/json"
    assert len(sent.headers["idempotency-key"]) == 36


def test_returns_at_once_without_waiting(server: Server, client: Any) -> None:
    server.on(RUN, data(task(2)))

    assert client.run(ASKED, wait=False)["status"] == 2

    assert len(server.requests) == 1


def test_does_not_stream_a_task_that_is_finished_already(server: Server, client: Any) -> None:
    server.on(RUN, data(task(10, output=1)))

    assert client.run(ASKED)["output"] == 1

    assert len(server.requests) == 1


def test_a_failed_task_raises_its_error_with_the_task(server: Server, client: Any) -> None:
    server.on(RUN, data(task(1)))
    server.on(STREAM, Stream([task(11, error="boom")]))

    with pytest.raises(RuntimeError, match=r"^boom$") as caught:
        client.run(ASKED)

    assert isinstance(caught.value, TaskFailedError) and caught.value.task["status"] == 11


def test_a_cancelled_task_raises(server: Server, client: Any) -> None:
    server.on(RUN, data(task(1)))
    server.on(STREAM, Stream([task(8), task(12)]))

    with pytest.raises(TaskCancelledError, match=r"^task cancelled$"):
        client.run(ASKED)


def test_tells_of_updates_while_it_waits(server: Server, client: Any) -> None:
    server.on(RUN, data(task(1)))
    server.on(STREAM, Stream([task(7), task(10)]))
    seen: list[int] = []

    client.run(ASKED, on_update=lambda update: seen.append(update["status"]))

    assert seen == [7, 10]


def test_streams_updates_of_a_run(server: Server, client: Any) -> None:
    server.on(RUN, data(task(1)))
    server.on(STREAM, Stream([task(7, output="a"), task(10, output="ab")]))

    with client.tasks.run(ASKED, stream=True) as stream:
        outputs = [update["output"] for update in stream]

    assert outputs == ["a", "ab"] and stream.result["output"] == "ab" and stream.error is None


def test_streams_a_task_by_its_id_and_keeps_its_failure(server: Server, client: Any) -> None:
    server.on(STREAM, Stream([task(7), task(11, error="boom")]))

    with client.stream_task("t1") as stream:
        statuses = [update["status"] for update in stream]

    assert statuses == [7, 11] and stream.result["status"] == 11
    assert isinstance(stream.error, TaskFailedError)
    asked = server.asked(STREAM)[0].headers
    assert asked["accept"] == "application/x-ndjson" and asked["accept-encoding"] == "identity"


def test_leaving_a_stream_early_leaves_the_task_alone(server: Server, client: Any) -> None:
    server.on(STREAM, Stream([task(7), HANG]))

    with client.tasks.stream("t1") as stream:
        for _ in stream:
            break

    assert stream.result is None and len(server.requests) == 1


def test_a_partial_update_changes_the_fields_it_names(server: Server, client: Any) -> None:
    partial = {"data": {"status": 7, "output": "b"}, "fields": ["status", "output"]}
    server.on(STREAM, Stream([task(7, output="a", input={"x": 1}), partial, task(10)]))

    updates = list(client.tasks.stream("t1"))

    assert (updates[1]["output"], updates[1]["input"]) == ("b", {"x": 1})


def test_reads_lines_that_come_in_pieces(server: Server, client: Any) -> None:
    server.on(STREAM, Stream([b'{"id":"t1","sta', b'tus":7}\n{"id":"t1",', b'"status":10}']))

    assert [update["status"] for update in client.tasks.stream("t1")] == [7, 10]


def test_separators_inside_of_text_do_not_cut_a_line(server: Server, client: Any) -> None:
    text = "a\u2028b\u0085c"
    line = f'{{"id":"t1","status":10,"output":"{text}"}}\n'.encode()
    server.on(STREAM, Stream([line]))

    assert client.wait_for_completion("t1")["output"] == text


def test_passes_over_lines_that_are_no_tasks(server: Server, client: Any) -> None:
    odd = [b"{broken\n", b"\n", b"17\n", b"[]\n", b'"x"\n', {"event": "delta", "data": {}}, {"no": "status"}]
    server.on(STREAM, Stream([*odd, task(10)]))

    assert len(list(client.tasks.stream("t1"))) == 1


@pytest.mark.parametrize("end", [[CUT], [], [b'{"id":"t1","sta', CUT]], ids=["cut", "clean", "mid-line"])
def test_opens_a_broken_stream_again(server: Server, client: Any, end: list[Any]) -> None:
    server.on(STREAM, Stream([task(7), *end]), Stream([task(7), task(10)]))

    updates = list(client.tasks.stream("t1", **FAST))

    assert [update["status"] for update in updates] == [7, 10], "what was told before is not told twice"
    assert len(server.asked(STREAM)) == 2


def test_waits_on_through_a_broken_stream(server: Server, client: Any) -> None:
    server.on(RUN, data(task(1)))
    server.on(STREAM, CUT, Stream([CUT]), error(503, "unavailable", "later"), Stream([task(10)]))

    assert client.run(ASKED, **FAST)["status"] == 10


def test_a_silent_stream_is_opened_again(server: Server, connect: Any) -> None:
    server.on(STREAM, Stream([task(7), HANG]), Stream([task(10)]))

    assert connect(stream_timeout=0.2).wait_for_completion("t1", **FAST)["status"] == 10


def test_gives_up_after_the_last_reconnect(server: Server, client: Any) -> None:
    server.on(STREAM, Stream([task(7), CUT]))

    with (
        pytest.raises(StreamInterruptedError, match="task t1"),
        client.tasks.stream("t1", max_reconnects=2, reconnect_delay_ms=1) as stream,
    ):
        list(stream)

    # The first stream told something new; the two after it did not.
    assert len(server.asked(STREAM)) == 3 and isinstance(stream.error, StreamInterruptedError)


def test_does_not_reconnect_when_told_so(server: Server, client: Any) -> None:
    server.on(STREAM, Stream([task(7)]))

    with pytest.raises(StreamInterruptedError, match="ended early"):
        client.wait_for_completion("t1", auto_reconnect=False)

    assert len(server.asked(STREAM)) == 1


def test_news_make_earlier_breaks_forgotten(server: Server, client: Any) -> None:
    pieces = [Stream([task(7, output=n), CUT]) for n in range(6)]
    server.on(STREAM, *pieces, Stream([task(10)]))

    assert client.wait_for_completion("t1", max_reconnects=1, **FAST)["status"] == 10


def test_an_error_on_the_stream_route_is_an_error(server: Server, client: Any) -> None:
    server.on(STREAM, error(404, "not_found", "task not found: t1"))

    with pytest.raises(APIError, match="HTTP 404: task not found: t1"):
        client.wait_for_completion("t1")


def test_waiting_ends_at_its_time_limit(server: Server, client: Any) -> None:
    server.on(STREAM, Stream([task(7), HANG]))
    begin = time.monotonic()

    with pytest.raises(TimeoutError, match=r"task t1 did not end within 0\.3 s"):
        client.wait_for_completion("t1", timeout=0.3)

    assert time.monotonic() - begin < 5


def test_heartbeats_do_not_put_the_time_limit_off(server: Server, client: Any) -> None:
    def beat() -> bytes:
        time.sleep(0.02)  # the server's pace, not a wait of the test
        return HEARTBEAT

    server.on(STREAM, Stream([task(7), *[beat] * 500]))

    with pytest.raises(TimeoutError):
        client.wait_for_completion("t1", timeout=0.3)


def test_polls_instead_of_streaming(server: Server, client: Any) -> None:
    server.on(RUN, data(task(1)))
    server.on("GET /tasks/t1/status", *[data({"id": "t1", "status": each}) for each in (1, 7, 7, 10)])
    server.on("GET /tasks/t1", data(task(1)), data(task(7)), data(task(10, output="x")))
    seen: list[int] = []

    result = client.run(ASKED, poll_interval_ms=1, on_update=lambda update: seen.append(update["status"]))

    assert result["output"] == "x" and seen == [1, 7, 10]
    assert not server.asked(STREAM)


def test_polling_ends_at_its_time_limit(server: Server, client: Any) -> None:
    server.on("GET /tasks/t1/status", data({"id": "t1", "status": 7}))
    server.on("GET /tasks/t1", data(task(7)))

    with pytest.raises(TimeoutError):
        client.wait_for_completion("t1", poll_interval_ms=10, timeout=0.1)


def test_repeats_a_run_whose_answer_was_lost_with_the_same_key(server: Server, client: Any) -> None:
    server.on(RUN, CUT, error(502, "bad_gateway", "gone"), data(task(10)))

    client.run(ASKED)

    keys = {each.headers["idempotency-key"] for each in server.asked(RUN)}
    assert len(server.asked(RUN)) == 3 and len(keys) == 1


def test_two_runs_have_different_keys_and_a_given_one_is_used(server: Server, client: Any) -> None:
    server.on(RUN, data(task(10)))

    client.run(ASKED)
    client.run(ASKED)
    client.run(ASKED, idempotency_key="mine")

    keys = [each.headers["idempotency-key"] for each in server.asked(RUN)]
    assert keys[0] != keys[1] and keys[2] == "mine"


def test_a_refused_run_is_not_repeated(server: Server, client: Any) -> None:
    server.on(RUN, error(400, "invalid_request", "no app"))

    with pytest.raises(APIError, match="no app"):
        client.run({"input": {}})

    assert len(server.requests) == 1


def test_gives_up_on_a_server_that_never_answers(server: Server, connect: Any) -> None:
    server.on(RUN, HANG)

    with pytest.raises(APITimeoutError, match="/apps/run") as caught:
        connect(timeout=0.1, max_retries=1).run(ASKED)

    assert isinstance(caught.value, TimeoutError) and len(server.asked(RUN)) == 2


def test_a_server_that_is_not_there_is_named(connect: Any) -> None:
    with pytest.raises(APIConnectionError, match=r"127\.0\.0\.1:9"):
        connect(base_url="http://127.0.0.1:9", max_retries=0).get_task("t1")


def test_gets_cancels_lists_and_deletes(server: Server, client: Any) -> None:
    server.on("GET /tasks/t1", data(task(7)))
    server.on("POST /tasks/t1/cancel", data(None))
    server.on("POST /tasks/list", data({"items": [task(7)], "has_next": False}))
    server.on("GET /tasks/t1/logs", data({"task_id": "t1", "logs": []}))
    server.on("GET /tasks/t1/timings", data({"task_id": "t1"}))
    server.on("DELETE /tasks/t1", Reply(status=204))

    assert client.tasks.get("t1")["status"] == 7 and client.get_task("t1")["status"] == 7
    assert client.tasks.cancel("t1") is None and client.cancel("t1", force=True) is None
    assert client.tasks.list(limit=5)["items"][0]["id"] == "t1"
    assert client.tasks.logs("t1")["logs"] == [] and client.tasks.timings("t1")["task_id"] == "t1"
    assert client.tasks.delete("t1") is None
    assert [each.json for each in server.asked("POST /tasks/t1/cancel")] == [None, {"force": True}]
    assert server.asked("POST /tasks/list")[0].json == {"limit": 5}


def test_an_id_cannot_lead_to_another_path(server: Server, client: Any) -> None:
    for bad in ("../apikeys", "a/b?c", ".."):
        with pytest.raises(APIError):
            client.tasks.get(bad)
    with pytest.raises(ValueError, match="empty"):
        client.tasks.get("")

    assert [each.path for each in server.requests] == ["/tasks/..%2Fapikeys", "/tasks/a%2Fb%3Fc", "/tasks/%2E%2E"]


def test_stream_in_the_parameters_is_a_stream(server: Server, client: Any) -> None:
    server.on(RUN, data(task(1)))
    server.on(STREAM, Stream([task(10)]))

    assert len(list(client.run({**ASKED, "stream": True}))) == 1
    assert "stream" not in server.asked(RUN)[0].json
