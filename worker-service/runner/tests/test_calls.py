"""Calls: signatures, hints, metadata, what comes back."""

from __future__ import annotations

import pytest

from engine import Run

HEAD = """
    from __future__ import annotations
    from typing import Annotated, Any, AsyncGenerator, Optional
    from pydantic import BaseModel, Field
    from inferencesh import BaseApp, BaseAppInput, BaseAppOutput, Metadata
    class AppInput(BaseAppInput):
        x: int
    class AppOutput(BaseAppOutput):
        y: Any
    class App(BaseApp):
"""


@pytest.mark.parametrize("keyword", ["def", "async def"])
@pytest.mark.parametrize(
    ("signature", "value", "expected"),
    [
        ("self, input_data: AppInput) -> AppOutput", "input_data.x", 1),
        ("self, input_data: AppInput, metadata) -> AppOutput", "[input_data.x, metadata.task_id]", [1, "task1"]),
        ("self, input_data: AppInput, metadata: Metadata = None) -> AppOutput", "metadata['app_id']", "app1"),
        ("self, metadata, app_input: AppInput) -> AppOutput", "app_input.x", 1),
        ("self, input: 'AppInput', verbose=False) -> 'AppOutput'", "[input.x, verbose]", [1, False]),
        ("self, input_data: AppInput, /) -> AppOutput", "input_data.x", 1),
        ("self, input_data: Annotated[AppInput, 'note']) -> Annotated[AppOutput, 'note']", "input_data.x", 1),
        ("self, input_data)", "input_data.x", 1),
        ("self, input_data: AppInput) -> Undefined", "input_data.x", 1),
    ],
)
def test_run_is_bound_by_name_and_hint(run: Run, keyword: str, signature: str, value: str, expected: object) -> None:
    engine = run(HEAD + f"        {keyword} run({signature}:\n            return AppOutput(y={value})\n")

    frame = engine.call({"x": 1})

    assert frame.type == "result", frame
    assert frame.json["y"] == expected


def test_started_comes_before_the_result_and_run_time_is_told(run: Run) -> None:
    engine = run("import time\nclass App:\n    def run(self, input):\n        time.sleep(0.02)\n")

    engine.start({})
    engine.expect("started")
    result = engine.expect("result")

    assert result.payload == b"null"
    assert 20_000 <= result.header["run_microseconds"] < 5_000_000


def test_state_on_the_app_survives_between_calls_of_all_functions(run: Run) -> None:
    engine = run(
        HEAD
        + """
        async def add(self, input_data: AppInput) -> AppOutput:
            self.total = getattr(self, "total", 0) + input_data.x
            return AppOutput(y=self.total)
        async def show(self, input_data: BaseAppInput) -> AppOutput:
            return AppOutput(y=self.total)
"""
    )

    engine.result({"x": 2}, "add")
    engine.result({"x": 3}, "add")

    assert engine.result({}, "show")["y"] == 5


def test_the_only_function_is_the_default(run: Run) -> None:
    engine = run(
        HEAD + "        async def draw(self, i: AppInput) -> AppOutput:\n            return AppOutput(y=i.x)\n"
    )

    assert engine.result({"x": 4})["y"] == 4


def test_load_can_name_the_default_function(run: Run) -> None:
    engine = run(
        HEAD
        + """
        async def run(self, input_data: AppInput) -> AppOutput:
            return AppOutput(y="run")
        async def other(self, input_data: AppInput) -> AppOutput:
            return AppOutput(y="other")
""",
        load=False,
    ).loaded(default_function="other")

    assert engine.result({"x": 1})["y"] == "other"
    assert engine.result({"x": 1}, "run")["y"] == "run"


def test_several_functions_without_a_default_need_a_name(run: Run) -> None:
    engine = run(
        HEAD
        + """
        async def one(self, input_data: AppInput) -> AppOutput: ...
        async def two(self, input_data: AppInput) -> AppOutput: ...
"""
    )

    frame = engine.call({"x": 1})

    assert (frame.type, frame.header["code"]) == ("failed", "INVALID_INPUT")
    assert frame.header["message"] == "A function is required, one of: one, two"


@pytest.mark.parametrize("name", ["unknown", "setup", "unload", "_private", "helper", "__init__"])
def test_nothing_but_functions_can_be_called(run: Run, name: str) -> None:
    engine = run(
        HEAD
        + """
        async def run(self, input_data: AppInput) -> AppOutput: ...
        def _private(self, input_data: AppInput) -> AppOutput: ...
        def helper(self, size, ratio) -> tuple: ...
"""
    )

    frame = engine.call({"x": 1}, name)

    assert frame.header["message"] == f"App has no function {name!r}, but one of: run"


def test_input_that_does_not_fit_names_every_place(run: Run) -> None:
    engine = run(
        HEAD.replace("x: int", "x: int\n        names: list[str]")
        + "        async def run(self, input_data: AppInput) -> AppOutput: ...\n"
    )

    engine.start({"names": ["a", 1]})
    frame = engine.expect("failed")

    assert frame.header["code"] == "INVALID_INPUT"
    assert frame.header["message"] == "AppInput: x: Field required; names.1: Input should be a valid string"


def test_input_that_is_not_json_is_refused(run: Run) -> None:
    engine = run(HEAD + "        async def run(self, input_data: AppInput) -> AppOutput: ...\n")

    frame = engine.call(b'{"x": ')

    assert frame.header["code"] == "INVALID_INPUT"
    assert "Invalid JSON" in frame.header["message"]


def test_unknown_keys_are_ignored_and_no_input_means_defaults(run: Run) -> None:
    engine = run(
        HEAD.replace("x: int", "x: int = 3")
        + """
        async def run(self, input_data: AppInput) -> AppOutput:
            return AppOutput(y=input_data.x)
"""
    )

    assert engine.result({"z": 1})["y"] == 3
    assert engine.result(None)["y"] == 3
    assert engine.result(b"null")["y"] == 3


def test_a_validator_that_raises_anything_is_invalid_input(run: Run) -> None:
    engine = run(
        """
        from pydantic import BaseModel, field_validator
        class AppInput(BaseModel):
            x: int
            @field_validator("x")
            @classmethod
            def check(cls, value):
                if value == 1:
                    raise RuntimeError("one is not supported")
                raise ValueError("two neither")
        class App:
            def run(self, input: AppInput): ...
        """
    )

    first, second = engine.call({"x": 1}), engine.call({"x": 2})

    assert (first.header["code"], first.header["message"]) == ("INVALID_INPUT", "one is not supported")
    assert second.header["message"] == "AppInput: x: Value error, two neither"


def test_an_error_of_the_app_tells_message_and_line_and_leaves_the_runner_warm(run: Run) -> None:
    engine = run(
        """
        import asyncio
        class App:
            async def run(self, input):
                await asyncio.sleep(0)
                if input["fail"]:
                    raise ValueError("too hot")
                return "fine"
        """
    )

    frame = engine.call({"fail": True})

    assert frame.header == {
        "type": "failed",
        "task_id": "task1",
        "code": "APP_ERROR",
        "message": "too hot",
        "where": "inference.py:7",
    }
    assert frame.payload == b""
    assert engine.result({"fail": False}) == "fine"
    engine.close()
    assert "ValueError: too hot" in engine.log
    assert "hearth_runner" not in engine.log


@pytest.mark.parametrize("keyword", ["def", "async def"])
@pytest.mark.parametrize(
    ("statement", "message"),
    [
        ("raise KeyError('k')", "KeyError: 'k' (inference.py:7)"),
        ("return 1 / 0", "ZeroDivisionError: division by zero (inference.py:7)"),
        ("return None.x", "AttributeError: 'NoneType' object has no attribute 'x' (inference.py:7)"),
        ("open('/no/w')", "FileNotFoundError: [Errno 2] No such file or directory: '/no/w' (inference.py:7)"),
        ("assert input", "AssertionError (inference.py:7)"),
        ("import nowhere", "ModuleNotFoundError: No module named 'nowhere'; if it is a package, name it in "
         "requirements.txt (inference.py:7)"),
        ("raise RuntimeError", "RuntimeError"),
        ("raise SystemExit(2)", "SystemExit: 2 (inference.py:7)"),
        ("raise KeyboardInterrupt", "KeyboardInterrupt"),
        ("import asyncio; raise asyncio.CancelledError", "CancelledError"),
        ("raise Odd()", "Odd (its text cannot be read: ZeroDivisionError)"),
        ("raise ValueError('x' * 100000)", "x" * 3999 + "…"),
        ("raise ValueError('\\ud800')", "?"),
        ("return undefined", "NameError: name 'undefined' is not defined (inference.py:7)"),
    ],
)  # fmt: skip
def test_whatever_is_raised_becomes_a_readable_message(run: Run, keyword: str, statement: str, message: str) -> None:
    engine = run(
        f"""
        class Odd(Exception):
            def __str__(self):
                return str(1 / 0)
        class App:
            {keyword} run(self, input):
                {statement}
        """
    )

    frame = engine.call({})

    assert (frame.type, frame.header["code"], frame.header["message"]) == ("failed", "APP_ERROR", message)


def test_a_model_that_the_app_itself_cannot_build_is_told_with_its_line(run: Run) -> None:
    engine = run(
        """
        from pydantic import BaseModel
        class AppOutput(BaseModel):
            text: str
        class App:
            def run(self, input) -> AppOutput:
                return AppOutput(text=[1])
        """
    )

    frame = engine.call({})

    assert frame.header["code"] == "APP_ERROR"
    assert frame.header["message"] == "AppOutput: text: Input should be a valid string (inference.py:7)"


def test_where_is_the_innermost_line_of_the_author(run: Run) -> None:
    engine = run(
        "import json\nfrom .part import load\nclass App:\n    def run(self, input):\n        return load('{')\n",
        part__py="import json\ndef load(text):\n    return json.loads(text)\n",
    )

    assert engine.call({}).header["where"] == "part.py:3"


def test_metadata_answers_in_every_way(run: Run) -> None:
    engine = run(
        """
        class App:
            def run(self, input, metadata):
                return [metadata.app_variant, metadata["app_variant"], metadata.get("app_variant", "x"),
                        metadata.get("none", "x"), "team_id" in metadata, "none" in metadata,
                        getattr(metadata, "none", "y"), metadata.worker_id, metadata.extra]
        """
    )

    metadata = {"worker_id": "w", "team_id": "t", "app_variant": None, "extra": 1}
    engine.send("call", {}, task_id="t", attempt=1, function="", metadata=metadata)

    assert engine.last_frame().json == ["default", "default", "default", "x", True, False, "y", "w", 1]


def test_metadata_tells_the_attempt(run: Run) -> None:
    engine = run("class App:\n    def run(self, input, metadata):\n        return metadata.attempt\n")

    engine.send("call", {}, task_id="t", attempt=3, function="", metadata={"task_id": "t"})

    assert engine.last_frame().json == 3


def test_metadata_log_is_a_frame_of_its_own(run: Run) -> None:
    engine = run("class App:\n    def run(self, input, metadata):\n        metadata.log('half way')\n")

    engine.start({})
    engine.expect("started")
    log = engine.expect("log")

    assert log.header["content"] == "half way"
    engine.expect("result")


def test_a_plain_function_may_give_back_something_to_await(run: Run) -> None:
    engine = run(
        """
        import asyncio
        class App:
            def setup(self):
                return asyncio.sleep(0)
            def run(self, input):
                return self._later()
            async def _later(self):
                await asyncio.sleep(0.001)
                return "later"
            def stream(self, input: dict) -> dict: ...
        """
    )

    assert engine.result({}) == "later"


def test_sync_functions_of_an_async_app_run_too(run: Run) -> None:
    engine = run(
        """
        class App:
            async def setup(self):
                self.word = "set"
            def run(self, input):
                return self.word
        """
    )

    assert engine.result({}) == "set"


def test_decorated_functions_are_bound_by_what_they_wrap(run: Run) -> None:
    engine = run(
        """
        import functools
        from pydantic import BaseModel
        def logged(function):
            @functools.wraps(function)
            async def wrapper(*args, **kwargs):
                return await function(*args, **kwargs)
            return wrapper
        class AppInput(BaseModel):
            x: int
        class AppOutput(BaseModel):
            y: int
        class App:
            @logged
            async def run(self, input_data: AppInput, metadata) -> AppOutput:
                return AppOutput(y=input_data.x)
        """
    )

    assert engine.result({"x": "3"}) == {"y": 3}


def test_calls_sent_ahead_run_one_after_the_other_in_order(run: Run) -> None:
    engine = run(
        """
        import asyncio
        class App:
            running = 0
            async def run(self, input):
                self.running += 1
                await asyncio.sleep(0.001)
                self.running -= 1
                return self.running
        """
    )

    for number in range(8):
        engine.start({}, task_id=f"t{number}")
    frames = [engine.last_frame() for _ in range(8)]

    assert [frame.header["task_id"] for frame in frames] == [f"t{number}" for number in range(8)]
    assert all(frame.json == 0 for frame in frames)


def test_frames_and_members_of_a_newer_engine_are_ignored(run: Run) -> None:
    engine = run("class App:\n    def run(self, input):\n        return 1\n")

    engine.send("novelty", {"a": 1}, more=True)
    engine.send("call", {}, task_id="t", attempt=1, function="", metadata={}, deadline="soon")

    assert engine.last_frame().json == 1


def test_a_long_line_of_the_task_log_comes_in_pieces(run: Run) -> None:
    engine = run(
        "class App:\n    def run(self, input, metadata):\n        metadata.log('\\u00e4' * 200_000 + '\\ud800')\n"
    )

    engine.start({})
    engine.expect("started")
    pieces = []
    while (frame := engine.receive()).type == "log":
        pieces.append(frame.header["content"])

    assert "".join(pieces) == "ä" * 200_000 + "?"
