"""What publishing learns of an app."""

from __future__ import annotations

import json
from typing import Any

import pytest

from engine import Engine, Received, Run

MODELS = """
    from typing import *
    from pydantic import BaseModel, Field
    from inferencesh import BaseApp, BaseAppInput, BaseAppOutput, BaseAppSetup, File
    class AppInput(BaseAppInput):
        zebra: int = Field(1, ge=0, description="first")
        image: Optional[File] = None
        apple: str
    class AppOutput(BaseAppOutput):
        out: File
"""


def describe(engine: Engine, **manifest: Any) -> Received:
    engine.send("describe", root=str(engine.root), manifest=manifest)
    return engine.expect("described", "describe_failed")


def test_functions_are_told_with_the_schemas_of_their_models(run: Run) -> None:
    engine = run(
        MODELS
        + """
    import json
    print("SCHEMA", json.dumps(AppInput.model_json_schema()), flush=True)
    class App(BaseApp):
        async def run(self, input_data: AppInput) -> AppOutput:
            '''
            Makes one.
              Indented.
            '''
        async def extra(self, input_data: "AppInput") -> "AppOutput": ...
""",
        load=False,
    )

    described = describe(engine).json
    engine.wait_for_exit()
    schema = next(line[7:] for line in engine.log.splitlines() if line.startswith("SCHEMA"))

    assert list(described["functions"]) == ["run", "extra"]
    run_function = described["functions"]["run"]
    assert run_function["description"] == "Makes one.\\n  Indented.".replace("\\n", "\n")
    assert described["functions"]["extra"]["description"] == ""
    assert json.dumps(run_function["input_schema"]) == schema
    assert list(run_function["input_schema"]["properties"]) == ["zebra", "image", "apple"]
    assert run_function["input_schema"]["properties"]["image"]["anyOf"][0] == {"format": "file", "type": "string"}
    assert list(run_function["output_schema"]["properties"]) == ["out", "output_meta"]
    assert described["input_schema"] == run_function["input_schema"]
    assert described["output_schema"] == run_function["output_schema"]
    assert described["default_function"] == "run"
    assert described["setup_schema"] is None
    assert described["warnings"] == []
    assert engine.process.returncode == 0


def test_only_functions_between_models_are_listed(run: Run) -> None:
    engine = run(
        MODELS
        + """
    class Plain(BaseModel):
        p: int
    class Base(BaseApp):
        async def inherited(self, i: AppInput) -> AppOutput: ...
    class App(Base):
        async def run(self, input_data: AppInput, metadata) -> AppOutput: ...
        async def stream(self, i: AppInput, metadata: Any = None) -> AsyncGenerator[AppOutput, None]: ...
        def iterate(self, i: AppInput, verbose: bool = False) -> Iterator[AppOutput]: ...
        async def plain(self, i: Annotated[Plain, 1]) -> Plain: ...
        def nothing_known(self, i: AppInput) -> BaseModel: ...
        async def setup(self, config): ...
        async def unload(self): ...
        async def on_cancel(self): ...
        async def _hidden(self, i: AppInput) -> AppOutput: ...
        def get_dimensions(self, size: str, ratio: str) -> Tuple[int, int]: ...
        def voices(self, i: AppInput) -> List[str]: ...
        def no_hints(self, i): ...
        def two(self, i: AppInput, j: AppInput) -> AppOutput: ...
        @staticmethod
        def static(a, i: AppInput) -> AppOutput: ...
        @classmethod
        def of_class(cls, i: AppInput) -> AppOutput: ...
        attribute: int = 1
""",
        load=False,
    )

    described = describe(engine).json

    assert list(described["functions"]) == ["run", "stream", "iterate", "plain", "inherited"]
    assert described["functions"]["stream"]["output_schema"]["title"] == "AppOutput"
    assert described["functions"]["iterate"]["output_schema"]["title"] == "AppOutput"


def test_a_hint_that_does_not_resolve_leaves_out_that_function_and_says_so(run: Run) -> None:
    engine = run(
        MODELS
        + """
    class App(BaseApp):
        async def run(self, input_data: AppInput) -> AppOutput: ...
        async def odd(self, i: "Missing") -> AppOutput: ...
""",
        load=False,
    )

    described = describe(engine).json

    assert list(described["functions"]) == ["run"]
    assert described["warnings"] == [
        "inference.py:14: function 'odd' has no schemas of its own: "
        "hint of 'i' cannot be resolved: name 'Missing' is not defined"
    ]


def test_what_its_author_may_have_meant_as_a_function_is_named(run: Run) -> None:
    engine = run(
        MODELS
        + """
    class App(BaseApp):
        async def run(self, input_data: AppInput): ...
        async def unhinted(self, i: AppInput): ...
        async def two(self, i: AppInput, style: str) -> AppOutput: ...
        def helper(self, size: int, ratio: float) -> tuple: ...
""",
        load=False,
    )

    run_, unhinted, two = describe(engine).json["warnings"]

    assert "'run' is published without schemas of its own: it needs a model as the hint of what it returns" in run_
    assert "'unhinted' is not published: it needs a model as the hint of what it returns" in unhinted
    assert "'two' is not published: style would have no value" in two


def test_an_unlisted_run_has_the_schemas_of_the_usual_names(run: Run) -> None:
    engine = run(MODELS + "    class App(BaseApp):\n        async def run(self, input_data): ...\n", load=False)

    described = describe(engine).json

    assert described["functions"] == {}
    assert described["default_function"] == "run"
    assert described["input_schema"]["title"] == "AppInput"
    assert described["output_schema"]["title"] == "AppOutput"


def test_the_inherited_run_of_the_base_is_not_a_function(run: Run) -> None:
    engine = run(
        MODELS
        + """
    class App(BaseApp):
        async def one(self, i: AppInput) -> AppOutput: ...
        async def two(self, i: AppInput) -> AppOutput: ...
""",
        load=False,
    )

    described = describe(engine).json

    assert list(described["functions"]) == ["one", "two"]
    assert described["default_function"] == ""
    assert described["input_schema"]["title"] == "AppInput"


def test_the_default_function_of_the_manifest_gives_the_schemas_of_the_version(run: Run) -> None:
    engine = run(
        MODELS
        + """
    class Other(BaseModel):
        o: int
    class App(BaseApp):
        async def run(self, i: AppInput) -> AppOutput: ...
        async def other(self, i: Other) -> Other: ...
""",
        load=False,
    )

    described = describe(engine, default_function="other").json

    assert described["default_function"] == "other"
    assert described["input_schema"]["title"] == "Other"


def test_a_default_function_that_is_not_there_is_refused(run: Run) -> None:
    engine = run(
        MODELS + "    class App(BaseApp):\n        async def run(self, i: AppInput) -> AppOutput: ...\n", load=False
    )

    frame = describe(engine, default_function="paint")

    assert frame.header["message"] == "default_function 'paint' in inf.yml is no function of App, but one of: run"


def test_setup_has_a_schema(run: Run) -> None:
    engine = run(
        MODELS
        + """
    class AppSetup(BaseAppSetup):
        steps: int = 4
    class App(BaseApp):
        async def run(self, i: AppInput) -> AppOutput: ...
""",
        load=False,
    )

    schema = describe(engine).json["setup_schema"]

    assert schema["properties"]["steps"] == {"default": 4, "title": "Steps", "type": "integer"}
    assert "required" not in schema


@pytest.mark.parametrize(
    ("inference", "message", "where"),
    [
        ("class App:\n    def (\n", "SyntaxError: ", "inference.py:2"),
        ("import torch_not_here\n", "ModuleNotFoundError: No module named 'torch_not_here'", "inference.py:1"),
        ("class Application: ...\n", "inference.py defines no class App", ""),
        ("class App: ...\n", "class App in inference.py has no function to call: define run(self, ", ""),
        (
            "from pydantic import BaseModel\nclass I(BaseModel):\n    x: float = float('inf')\n"
            "class App:\n    def run(self, i: I) -> I: ...\n",
            "input of run: the JSON schema of I holds a number that JSON lacks",
            "",
        ),
        (
            "from typing import Callable\nfrom pydantic import BaseModel\nclass I(BaseModel):\n    x: Callable\n"
            "class App:\n    def run(self, i: I) -> I: ...\n",
            "input of run: no JSON schema for I: ",
            "",
        ),
    ],
)
def test_what_cannot_be_published_is_told_with_its_line(run: Run, inference: str, message: str, where: str) -> None:
    engine = run(inference, load=False)

    frame = describe(engine)

    assert frame.type == "describe_failed"
    assert frame.header["message"].startswith(message), frame
    assert frame.header["where"] == where
    assert engine.wait_for_exit() == 1


def test_extra_words_in_fields_are_copied_not_refused(run: Run) -> None:
    engine = run(
        """
        from pydantic import BaseModel, Field
        class I(BaseModel):
            x: int = Field(1, json_schema_extra={"x-promoted": True}, examples=[1])
            y: int = Field(1, choices=[1, 2])
        class App:
            def run(self, i: I) -> I: ...
        """,
        load=False,
    )

    properties = describe(engine).json["input_schema"]["properties"]

    assert properties["x"]["x-promoted"] is True
    assert properties["y"]["choices"] == [1, 2]
