"""What an app may return, and how it is written."""

from __future__ import annotations

import pytest

from engine import Run

HEAD = """
    from datetime import datetime
    from enum import Enum
    from typing import Any, Optional
    from pydantic import BaseModel, ConfigDict
    from inferencesh import BaseAppOutput, OutputMeta, TextMeta
    class Colour(Enum):
        RED = "red"
    class Result(BaseAppOutput):
        z: Any = None
        number: float = 0.5
        colour: Optional[Colour] = None
        at: Optional[datetime] = None
    class Wider(Result):
        more: int = 1
    class Other(BaseModel):
        z: int
        extra: str = "kept"
    class Strings(BaseModel):
        model_config = ConfigDict(ser_json_inf_nan="strings")
        n: float
        nothing: None = None
    class App:
        def run(self, input: dict){hint}:
            return {value}
"""


def app(value: str, hint: str = " -> Result") -> str:
    return HEAD.format(value=value, hint=hint)


@pytest.mark.parametrize(
    ("value", "hint", "expected"),
    [
        (
            "Result(z=1, colour=Colour.RED, at=datetime(2026, 1, 2))",
            " -> Result",
            b'{"output_meta":null,"z":1,"number":0.5,"colour":"red","at":"2026-01-02T00:00:00"}',
        ),
        ("{'z': 'dict', 'number': 1}", " -> Result",
         b'{"output_meta":null,"z":"dict","number":1.0,"colour":null,"at":null}'),
        ("Wider(z=1)", " -> Result",
         b'{"output_meta":null,"z":1,"number":0.5,"colour":null,"at":null,"more":1}'),
        ("Other(z=2)", " -> Result", b'{"z":2,"extra":"kept"}'),
        ("{'b': 1, 'a': {'z': None, 'y': 2.0}}", "", b'{"b":1,"a":{"z":null,"y":2.0}}'),
        ("['\\u00e4', 1, 1.5, True, None]", "", '["ä",1,1.5,true,null]'.encode()),
        ("None", "", b"null"),
        ("None", " -> None", b"null"),
        ("Strings(n=float('nan'))", "", b'{"n":"NaN","nothing":null}'),
        ("10**30", "", b"1000000000000000000000000000000"),
        ("{'z': 'NaN'}", " -> dict", b'{"z":"NaN"}'),
    ],
)  # fmt: skip
def test_outputs_are_written_as_their_models_say(run: Run, value: str, hint: str, expected: bytes) -> None:
    engine = run(app(value, hint))

    frame = engine.call({})

    assert frame.type == "result", frame
    assert frame.payload == expected


@pytest.mark.parametrize(
    ("value", "hint", "message"),
    [
        ("Result(number=float('nan'))", " -> Result", "Output field number is nan, and JSON has no such number"),
        ("Result(number=float('inf'))", " -> Result", "Output field number is inf, and JSON has no such number"),
        ("Result(z={'a': [1.0, float('nan')]})", " -> Result",
         "Output field z.a[1] is nan, and JSON has no such number"),
        ("{'a': float('-inf')}", "", "Output field a is -inf, and JSON has no such number"),
        ("float('nan')", "", "Output field value is nan, and JSON has no such number"),
        ("Result(z=object())", " -> Result", "Output cannot be written as JSON: Unable to serialize unknown type"),
        ("{'a': print}", "", "Output cannot be written as JSON: Unable to serialize unknown type"),
        ("Result(z='\\ud800')", " -> Result", "Output cannot be written as JSON: "),
        ("Result(z=b'\\xff')", " -> Result", "Output cannot be written as JSON: "),
        ("None", " -> Result", "run returned None where Result is declared"),
        ("{'number': 'x'}", " -> Result",
         "run returned what does not fit: Result: number: Input should be a valid number"),
        ("[1]", " -> Result", "run returned what does not fit: Result: Input should be a valid dictionary"),
        ("Other(z=1)", " -> Strings", "run returned what does not fit: Strings: n: Field required"),
        ("'x' * (33 << 20)", "", "Output has 34603010 bytes, the limit is 33554432"),
    ],
)  # fmt: skip
def test_what_is_no_output_says_why(run: Run, value: str, hint: str, message: str) -> None:
    engine = run(app(value, hint))

    frame = engine.call({})

    assert (frame.type, frame.header["code"]) == ("failed", "INVALID_OUTPUT"), frame
    assert frame.header["message"].startswith(message)
    assert frame.header["message"].endswith(f"({frame.header['where']})")
    assert frame.header["where"].startswith("inference.py:")


def test_without_a_return_hint_whatever_comes_back_is_the_output(run: Run) -> None:
    engine = run(
        """
        from pydantic import BaseModel
        class AppOutput(BaseModel):
            text: str = ""
        class App:
            def run(self, input):
                return {"more": 1}
        """
    )

    assert engine.result({}) == {"more": 1}


def test_a_large_output_arrives_whole(run: Run) -> None:
    engine = run(app("'x' * (5 << 20)", ""))

    assert len(engine.result({})) == 5 << 20


def test_output_meta_stays_inside_the_output(run: Run) -> None:
    engine = run(app("Result(output_meta=OutputMeta(inputs=[TextMeta(tokens=2, unknown=1, extra={'a': 1})]))"))

    assert engine.result({})["output_meta"] == {
        "inputs": [{"extra": {"a": 1}, "type": "text", "tokens": 2}],
        "outputs": [],
    }
