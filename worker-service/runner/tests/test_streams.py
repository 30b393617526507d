"""Functions that yield: every snapshot is a whole output."""

from __future__ import annotations

import pytest

from engine import Run

BOTH = pytest.mark.parametrize("keyword", ["def", "async def"])


@BOTH
def test_every_snapshot_is_sent_and_the_last_is_the_result(run: Run, keyword: str) -> None:
    engine = run(
        f"""
        from typing import AsyncGenerator
        from pydantic import BaseModel
        class AppInput(BaseModel):
            n: int
        class AppOutput(BaseModel):
            text: str
        class App:
            {keyword} run(self, input_data: AppInput, metadata) -> AsyncGenerator[AppOutput, None]:
                for i in range(input_data.n):
                    yield AppOutput(text="x" * i)
        """
    )

    engine.start({"n": 3})
    engine.expect("started")
    partials = [engine.expect("partial") for _ in range(3)]
    result = engine.expect("result")

    assert [partial.header["sequence"] for partial in partials] == [1, 2, 3]
    assert [partial.json["text"] for partial in partials] == ["", "x", "xx"]
    assert result.json == {"text": "xx"}


@BOTH
def test_a_stream_without_snapshots_completes_with_null(run: Run, keyword: str) -> None:
    engine = run(f"class App:\n    {keyword} run(self, input):\n        if False:\n            yield 1\n")

    engine.start({})
    engine.expect("started")

    assert engine.expect("log").header["content"] == "warning: run yielded nothing, so the output is null"
    assert engine.expect("result").payload == b"null"


@BOTH
def test_an_error_after_some_snapshots_keeps_the_last(run: Run, keyword: str) -> None:
    engine = run(
        f"class App:\n    {keyword} run(self, input):\n        yield {{'n': 1}}\n        raise ValueError('lost')\n"
    )

    frame = engine.call({})

    assert (frame.type, frame.header["message"], frame.header["where"]) == ("failed", "lost", "inference.py:4")
    assert frame.json == {"n": 1}


@BOTH
def test_a_snapshot_that_does_not_fit_ends_the_stream_and_closes_it(run: Run, keyword: str) -> None:
    engine = run(
        f"""
        class App:
            {keyword} run(self, input):
                try:
                    yield {{"n": 1.0}}
                    yield {{"n": float("nan")}}
                    yield {{"n": 3.0}}
                finally:
                    print("closed", flush=True)
        """
    )

    frame = engine.call({})

    assert (frame.type, frame.header["code"]) == ("failed", "INVALID_OUTPUT")
    assert frame.json == {"n": 1.0}
    engine.wait_for_log("closed")


def test_dict_snapshots_are_validated_against_the_hint(run: Run) -> None:
    engine = run(
        """
        from collections.abc import AsyncIterator
        from pydantic import BaseModel
        class AppOutput(BaseModel):
            n: int
            more: str = "default"
        class App:
            async def run(self, input: dict) -> AsyncIterator[AppOutput]:
                yield {"n": "1"}
        """
    )

    assert engine.result({}) == {"n": 1, "more": "default"}


def test_a_plain_function_may_return_a_stream(run: Run) -> None:
    engine = run(
        """
        class App:
            def run(self, input):
                return self._stream() if input["asynchronous"] else iter([1, 2])
            async def _stream(self):
                yield "a"
                yield "b"
        """
    )

    assert engine.result({"asynchronous": True}) == "b"
    assert engine.result({"asynchronous": False}) == 2


def test_a_snapshot_is_sent_before_the_next_is_made(run: Run, tmp_path) -> None:  # type: ignore[no-untyped-def]
    engine = run(
        """
        import asyncio, os
        class App:
            async def run(self, input):
                yield 1
                while not os.path.exists(input["gate"]):
                    await asyncio.sleep(0.005)
                yield 2
        """
    )

    engine.start({"gate": str(tmp_path / "gate")})
    engine.expect("started")
    first = engine.expect("partial")
    (tmp_path / "gate").touch()

    assert first.json == 1
    assert engine.last_frame().json == 2
