"""Base classes: schemas, unknown keys, free attributes."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Annotated, Any, ClassVar, Optional

import pytest
from pydantic import BaseModel, Field

from inferencesh import (
    AudioMeta,
    BaseApp,
    BaseAppInput,
    BaseAppOutput,
    BaseAppSetup,
    File,
    ImageMeta,
    Metadata,
    OutputMeta,
    RawMeta,
    TextMeta,
    VideoMeta,
    VideoResolution,
)

SOURCES = Path(__file__).parents[1] / "src"


class Common(BaseAppInput):
    seed: int
    prompt: str = "common"


class Nested(BaseAppInput):
    b: int
    a: int


class Input(Common):
    zebra: int
    prompt: str = Field(description="own again")
    apple: Optional[File] = None
    nested: Nested
    renamed: int = Field(alias="camelCase")


class Output(BaseAppOutput):
    result: str


def test_a_schema_lists_own_fields_first_then_inherited_ones() -> None:
    schema = Input.model_json_schema()

    assert list(schema["properties"]) == ["zebra", "prompt", "apple", "nested", "camelCase", "seed"]
    assert schema["required"] == ["zebra", "prompt", "nested", "camelCase", "seed"]
    assert list(schema["$defs"]["Nested"]["properties"]) == ["b", "a"]
    assert list(Output.model_json_schema()["properties"]) == ["result", "output_meta"]


def test_the_order_holds_within_mixed_bases_and_plain_models() -> None:
    class Mixin(BaseModel):
        mixed: int = 0

    class Both(Common, Mixin):
        own: int

    assert list(Both.model_json_schema()["properties"]) == ["own", "mixed", "seed", "prompt"]


def test_an_empty_class_has_no_required() -> None:
    class Empty(BaseAppSetup):
        pass

    assert Empty.model_json_schema() == {"properties": {}, "title": "Empty", "type": "object"}


def test_files_are_inline_strings_in_schemas() -> None:
    class Files(BaseAppInput):
        one: File
        noted: Annotated[File, Field(description="note")]
        maybe: Optional[File] = None
        many: list[File] = []

    properties = Files.model_json_schema()["properties"]

    assert properties["one"] == {"format": "file", "title": "One", "type": "string"}
    assert properties["noted"] == {"description": "note", "format": "file", "title": "Noted", "type": "string"}
    assert properties["maybe"]["anyOf"] == [{"format": "file", "type": "string"}, {"type": "null"}]
    assert properties["many"]["items"] == {"format": "file", "type": "string"}
    assert "$defs" not in Files.model_json_schema()
    assert Files.model_json_schema(mode="serialization")["properties"]["one"]["format"] == "file"


def test_unknown_input_keys_are_ignored() -> None:
    assert Nested.model_validate({"a": 1, "b": 2, "c": 3}).model_dump() == {"a": 1, "b": 2}


def test_fields_may_be_called_model_something_without_a_warning(recwarn: pytest.WarningsRecorder) -> None:
    class Named(BaseAppInput):
        model_name: str

    assert Named(model_name="x").model_name == "x"
    assert not recwarn.list


def test_an_app_takes_any_attribute() -> None:
    class Client:
        pass

    class App(BaseApp):
        client: Client = None  # type: ignore[assignment]
        NAMES: ClassVar[dict[str, int]] = {"a": 1}

        def __init__(self) -> None:
            super().__init__()
            self.anything = 1
            self._hidden = 2

    app: Any = App()
    app.logger = "logger"

    assert (app.anything, app._hidden, app.logger, app.client, app.NAMES) == (1, 2, "logger", None, {"a": 1})


def test_meta_items_have_their_types_defaults_and_ignore_unknown_words() -> None:
    items = [TextMeta(tokens=3, cached=1), ImageMeta(), VideoMeta(resolution="4k"), AudioMeta(), RawMeta(cost=1.5)]  # type: ignore[call-arg,arg-type]
    meta = OutputMeta(inputs=items[:1], outputs=items[1:])  # type: ignore[arg-type]

    dumped = meta.model_dump(mode="json", exclude_none=True)

    assert dumped["inputs"] == [{"type": "text", "tokens": 3}]
    assert dumped["outputs"] == [
        {"type": "image", "width": 0, "height": 0, "resolution_mp": 0.0, "steps": 0, "count": 1},
        {
            "type": "video",
            "width": 0,
            "height": 0,
            "resolution_mp": 0.0,
            "resolution": "4k",
            "seconds": 0.0,
            "fps": 0,
        },
        {"type": "audio", "seconds": 0.0, "sample_rate": 0},
        {"type": "raw", "cost": 1.5},
    ]
    assert OutputMeta.model_validate_json(meta.model_dump_json()) == meta
    assert VideoResolution.RES_720P.value == "720p"


def test_output_meta_items_are_told_apart_by_their_type() -> None:
    meta = OutputMeta.model_validate({"outputs": [{"type": "audio", "seconds": 2}, {"type": "text"}]})

    assert [type(item) for item in meta.outputs] == [AudioMeta, TextMeta]


def test_metadata_is_an_object_and_a_dict(capsys: pytest.CaptureFixture[str]) -> None:
    metadata = Metadata(app_id="a", app_variant=None, extra=1)
    metadata.log("line")

    assert (metadata.app_variant, metadata["app_variant"], metadata.get("app_variant")) == ("default",) * 3
    assert (metadata.team_id, metadata.get("team_id", "none"), "team_id" in metadata) == (None, "none", False)
    assert (metadata["extra"], "extra" in metadata, metadata.keys()) == (1, True, ["app_id", "app_variant", "extra"])
    assert repr(metadata) == "Metadata(app_id='a', app_variant='default', extra=1)"
    assert capsys.readouterr().out == "line\n"
    with pytest.raises(KeyError):
        metadata["nothing"]


def test_infsh_is_a_second_spelling_of_the_same_names() -> None:
    import inferencesh
    import inferencesh.models.llm
    import infsh
    import infsh.models.llm
    import infsh.models.output_meta

    assert infsh.BaseApp is inferencesh.BaseApp
    assert infsh.models.llm.LLMInput is inferencesh.models.llm.LLMInput
    assert infsh.models.output_meta.TextMeta is inferencesh.TextMeta
    assert infsh.download is inferencesh.download


def test_the_module_of_usage_figures_has_two_names() -> None:
    from inferencesh.models.usage import OutputMeta as documented

    assert documented is OutputMeta


def test_importing_brings_in_no_network_library() -> None:
    code = (
        f"import sys; sys.path.insert(0, {str(SOURCES)!r})\n"
        "from inferencesh import BaseApp, File\n"
        "import infsh, json\n"
        "print(json.dumps([name for name in ('requests', 'tqdm', 'asyncio', 'ssl') if name in sys.modules]))"
    )

    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)

    assert json.loads(done.stdout) == []


def test_every_listed_name_is_there() -> None:
    import inferencesh
    import inferencesh.models.llm as llm

    for module in (inferencesh, llm):
        for name in module.__all__:
            assert getattr(module, name) is not None
    with pytest.raises(AttributeError, match="no attribute 'Nothing'"):
        inferencesh.Nothing  # noqa: B018


def test_the_version_satisfies_the_floor_that_apps_name() -> None:
    import inferencesh

    assert tuple(map(int, inferencesh.__version__.split("."))) >= (0, 6, 30)
    assert f'version = "{inferencesh.__version__}"' in (SOURCES.parent / "pyproject.toml").read_text()
