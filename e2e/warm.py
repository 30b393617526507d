"""Sample apps whose processes remember their calls, for tests."""

from __future__ import annotations

import os
from typing import Any

from harness import COMPLETED, Api, ApiError

APP = "infsh/session-test"
COUNTER = "local/counter"


class Session:
    """One session of the sample app, ended with its test."""

    def __init__(self, api: Api, timeout: int = 600) -> None:
        self.api = api
        task = api.run(APP, {"key": "opened", "value": True}, function="set_value", session="new", session_timeout=timeout)
        assert task["status"] == COMPLETED, task
        self.id = task["session_id"]

    def call(self, function: str, input: Any, **fields: Any) -> Any:
        return self.api.run(APP, input, function=function, session=self.id, **fields)

    def increment(self, amount: int = 1) -> Any:
        task = self.call("increment", {"key": "n", "amount": amount})
        assert task["status"] == COMPLETED, task
        return task["output"]

    def info(self) -> Any:
        return self.api.call("GET", f"/sessions/{self.id}")

    def end(self) -> None:
        self.api.call("DELETE", f"/sessions/{self.id}")


def assert_refused(error: ApiError, status: int, code: str, phrase: str) -> None:
    assert (error.status, error.body["error"]["code"]) == (status, code)
    assert phrase in error.body["error"]["message"] and phrase in error.body["detail"]


def count(api: Api, **fields: Any) -> int:
    """What a process that counts from its setup on has counted, this call included."""
    task = api.run(COUNTER, {}, **fields)
    assert task["status"] == COMPLETED, task
    return int(task["output"]["count"])


def fresh() -> int:
    """A start that no other test counts from."""
    return int.from_bytes(os.urandom(4), "big")
