"""Files in and out."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from engine import Engine, Received, Run

IN = """
    from typing import Annotated, List, Optional, Union
    from pydantic import BaseModel, Field
    from inferencesh import BaseApp, BaseAppInput, BaseAppOutput, File
    from inferencesh.models.llm import LLMInput, ImageCapabilityMixin
    class Part(BaseModel):
        image: File
    class AppInput(BaseAppInput):
        {fields}
    class App(BaseApp):
        async def run(self, input_data: AppInput) -> dict:
            return {value}
"""

OUT = """
    from typing import Any, List, Optional
    from pathlib import Path
    from pydantic import BaseModel
    from inferencesh import BaseApp, BaseAppOutput, File
    class Part(BaseModel):
        image: File
    class AppOutput(BaseAppOutput):
        f: Any = None
        {fields}
    class App(BaseApp):
        async def run(self, input: dict) -> AppOutput:
            Path("out.txt").write_text("out")
            return {value}
"""


def answer(engine: Engine, fetch: Received, path: Path, **members: Any) -> None:
    assert fetch.type == "fetch", fetch
    engine.send("fetched", request_id=fetch.header["request_id"], path=str(path), **members)


@pytest.mark.parametrize(
    ("fields", "value", "given"),
    [
        ("f: File", "input_data.f.path", {"f": "http://x/a.png"}),
        ("f: Optional[File] = None", "input_data.f.path", {"f": "http://x/a.png"}),
        ("f: List[File]", "input_data.f[0].path", {"f": ["http://x/a.png"]}),
        ("f: Optional[List[File]] = None", "input_data.f[0].path", {"f": ["http://x/a.png"]}),
        ("f: Annotated[File, Field(description='d')]", "input_data.f.path", {"f": "http://x/a.png"}),
        ("f: 'Part'", "input_data.f.image.path", {"f": {"image": "http://x/a.png"}}),
        ("f: List[Part]", "input_data.f[0].image.path", {"f": [{"image": {"uri": "http://x/a.png"}}]}),
        ("f: dict[str, File]", "input_data.f['k'].path", {"f": {"k": "http://x/a.png"}}),
        ("f: File", "input_data.f.path", {"f": {"uri": "http://x/a.png", "id": "record", "created_at": "now"}}),
        ("f: File", "input_data.f.path", {"f": {"uri": "http://x/a.png", "path": "/etc/passwd"}}),
    ],
)
def test_a_file_has_a_local_path_at_every_position(
    run: Run, tmp_path: Path, fields: str, value: str, given: Any
) -> None:
    engine = run(IN.format(fields=fields, value=f"{{'path': {value}}}"))

    engine.start(given)
    fetch = engine.expect("fetch")
    answer(engine, fetch, tmp_path / "local.png", uri="http://x/a.png")
    engine.expect("started")

    assert (fetch.header["uri"], fetch.header["filename"]) == ("http://x/a.png", "a.png")
    assert engine.expect("result").json == {"path": str(tmp_path / "local.png")}


def test_a_file_in_the_history_of_a_chat_has_a_local_path(run: Run, tmp_path: Path) -> None:
    engine = run(
        """
        from inferencesh import BaseApp
        from inferencesh.models.llm import LLMInput, ImageCapabilityMixin
        class AppInput(LLMInput, ImageCapabilityMixin):
            pass
        class App(BaseApp):
            async def run(self, input_data: AppInput):
                return [input_data.context[0].images[0].path, input_data.images[0].path]
        """
    )

    image = "http://x/a.png"
    engine.start({"text": "t", "images": [image], "context": [{"role": "user", "text": "", "images": [image]}]})
    answer(engine, engine.receive(), tmp_path / "a.png", uri=image)

    assert engine.last_frame().json == [str(tmp_path / "a.png")] * 2


def test_each_distinct_uri_is_fetched_once_and_side_by_side(run: Run, tmp_path: Path) -> None:
    engine = run(IN.format(fields="f: List[File]", value="{'paths': [file.path for file in input_data.f]}"))

    engine.start({"f": ["http://x/a", "http://x/b", "http://x/a"]})
    first, second = engine.expect("fetch"), engine.expect("fetch")
    answer(engine, second, tmp_path / "b", uri="http://x/b")
    answer(engine, first, tmp_path / "a", uri="http://x/a")

    assert engine.last_frame().json == {"paths": [str(tmp_path / name) for name in ("a", "b", "a")]}


def test_a_file_knows_what_the_engine_told_of_it(run: Run, tmp_path: Path) -> None:
    (tmp_path / "a.bin").write_bytes(b"12345")
    engine = run(IN.format(fields="f: File", value="input_data.f.to_dict() | {'there': input_data.f.exists()}"))

    engine.start({"f": "inf://files/1"})
    answer(
        engine,
        engine.expect("fetch"),
        tmp_path / "a.bin",
        uri="https://files/1/photo.webp?sig=1",
        content_type="image/webp",
        size=5,
        filename="photo.webp",
    )

    assert engine.last_frame().json == {
        "uri": "https://files/1/photo.webp?sig=1",
        "path": str(tmp_path / "a.bin"),
        "content_type": "image/webp",
        "size": 5,
        "filename": "photo.webp",
        "there": True,
    }


def test_the_name_of_a_stored_file_is_asked_for_not_made_of_its_id(run: Run, tmp_path: Path) -> None:
    engine = run(IN.format(fields="f: File", value="{'name': input_data.f.filename}"))

    engine.start({"f": "inf://files/4zk1"})
    fetch = engine.expect("fetch")
    answer(engine, fetch, tmp_path / "photo.webp", uri="https://files/4zk1", filename="photo.webp")

    assert fetch.header["filename"] == ""
    assert engine.last_frame().json == {"name": "photo.webp"}


@pytest.mark.parametrize("empty", [None, "", {}])
def test_an_empty_file_is_none_even_where_one_is_required(run: Run, empty: Any) -> None:
    engine = run(IN.format(fields="f: File", value="{'none': input_data.f is None}"))

    assert engine.result({"f": empty}) == {"none": True}


@pytest.mark.parametrize("given", ["/etc/passwd", "notes.txt", {"path": "/etc/passwd"}])
def test_a_local_path_of_a_caller_is_refused(run: Run, given: Any) -> None:
    engine = run(IN.format(fields="f: File", value="{}"))

    frame = engine.call({"f": given})

    assert (frame.type, frame.header["code"]) == ("failed", "INVALID_INPUT")
    assert "is no file: give a URL" in frame.header["message"]


@pytest.mark.parametrize("hint", ["Union[File, str]", "Union[str, File]", "Optional[Union[File, str]]"])
def test_text_stays_text_where_a_file_or_text_may_stand(run: Run, hint: str) -> None:
    engine = run(IN.format(fields=f"f: {hint}", value="{'f': input_data.f}"))

    assert engine.result({"f": "a text, no path"}) == {"f": "a text, no path"}


@pytest.mark.parametrize("given", ["http://x/a.png", {"uri": "http://x/a.png"}, "data:text/plain,hello"])
def test_an_address_is_a_file_where_a_file_or_text_may_stand(run: Run, tmp_path: Path, given: Any) -> None:
    engine = run(IN.format(fields="f: Union[File, str]", value="{'path': input_data.f.path}"))

    engine.start({"f": given})
    answer(engine, engine.expect("fetch"), tmp_path / "local", uri="http://x/a.png")
    engine.expect("started")

    assert engine.expect("result").json == {"path": str(tmp_path / "local")}


@pytest.mark.parametrize("given", [5, ["a"], {"size": 1}, {"uri": 1}])
def test_what_is_no_file_is_invalid_input(run: Run, given: Any) -> None:
    engine = run(IN.format(fields="f: File", value="{}"))

    frame = engine.call({"f": given})

    assert frame.header["code"] == "INVALID_INPUT"
    assert frame.header["message"].startswith("AppInput: f: Value error, ")


def test_the_authors_default_file_is_not_fetched(run: Run) -> None:
    engine = run(IN.format(fields="f: File = File(path='default.png')", value="{'path': input_data.f.path}"))

    assert engine.result({}) == {"path": "default.png"}


def test_a_file_that_cannot_be_fetched_fails_the_task_with_url_and_cause(run: Run) -> None:
    engine = run(IN.format(fields="f: File", value="{}"))

    engine.start({"f": "http://x/gone"})
    fetch = engine.expect("fetch")
    engine.send("fetch_failed", request_id=fetch.header["request_id"], message="HTTP status 404")
    frame = engine.expect("failed")

    assert frame.header["code"] == "FILE_UNAVAILABLE"
    assert frame.header["message"] == "Input file http://x/gone: HTTP status 404"


def test_a_file_the_app_makes_from_a_url_is_fetched_by_the_engine(run: Run, tmp_path: Path) -> None:
    engine = run(
        """
        from inferencesh import File
        class App:
            async def run(self, input):
                return File(uri=input["uri"]).path
        """
    )

    engine.start({"uri": "http://x/a"})
    engine.expect("started")
    answer(engine, engine.expect("fetch"), tmp_path / "a")
    assert engine.expect("result").json == str(tmp_path / "a")

    engine.start({"uri": "http://x/b"})
    engine.expect("started")
    engine.send("fetch_failed", request_id=engine.expect("fetch").header["request_id"], message="refused")
    assert engine.expect("failed").header["code"] == "FILE_UNAVAILABLE"


@pytest.mark.parametrize(
    ("fields", "value", "place"),
    [
        ("file: File", "AppOutput(file=File(path='out.txt'))", "file"),
        ("files: List[File]", "AppOutput(files=[File.from_path('out.txt')])", "files.0"),
        ("file: Optional[File] = None", "AppOutput(file=File(path=Path('out.txt').absolute()))", "file"),
        ("part: Part", "AppOutput(part=Part(image=File(path='out.txt')))", "part.image"),
        ("", "AppOutput(f={'a': [File(path='out.txt')]})", "f.a.0"),
        ("", "AppOutput(f=(File(path='out.txt'), 1))", "f.0"),
        ("", "{'f': {'x': File(path='out.txt')}}", "f.x"),
    ],
)
def test_an_output_file_becomes_a_plain_url_at_every_position(run: Run, fields: str, value: str, place: str) -> None:
    engine = run(OUT.format(fields=fields, value=value))

    engine.start({})
    engine.expect("started")
    engine.expect("uploading")
    upload = engine.expect("upload").header
    engine.send("uploaded", request_id=upload["request_id"], uri="https://files/9")
    found = engine.expect("result").json
    for key in place.split("."):
        found = found[int(key) if key.isdigit() else key]

    assert found == "https://files/9"
    assert upload["path"] == str(engine.root / "src" / "out.txt")
    assert (upload["filename"], upload["content_type"], upload["uri"]) == ("out.txt", "text/plain", "")


def test_upload_takes_name_and_type_of_the_file_object(run: Run) -> None:
    engine = run(OUT.format(fields="", value="AppOutput(f=File(path='out.txt', filename='a.md', content_type='x/y'))"))

    engine.start({})
    engine.expect("started")
    engine.expect("uploading")
    upload = engine.expect("upload").header
    engine.send("uploaded", request_id=upload["request_id"], uri="u")

    assert (upload["filename"], upload["content_type"]) == ("a.md", "x/y")
    assert engine.expect("result").json["f"] == "u"


def test_the_same_file_is_uploaded_once_and_several_side_by_side(run: Run) -> None:
    value = "[Path('two').write_text('2'), AppOutput(f=[File(path=p) for p in ('out.txt', 'two', 'out.txt')])][1]"
    engine = run(OUT.format(fields="", value=value))

    engine.start({})
    engine.expect("started")
    engine.expect("uploading")
    first, second = engine.expect("upload").header, engine.expect("upload").header
    engine.send("uploaded", request_id=second["request_id"], uri="u2")
    engine.send("uploaded", request_id=first["request_id"], uri="u1")

    assert engine.expect("result").json["f"] == ["u1", "u2", "u1"]


def test_a_file_with_only_a_uri_keeps_it_and_is_not_fetched(run: Run) -> None:
    engine = run(OUT.format(fields="", value="AppOutput(f=File(uri='https://elsewhere/x'))"))

    assert engine.result({})["f"] == "https://elsewhere/x"


def test_a_dict_that_looks_like_a_file_is_not_one(run: Run) -> None:
    engine = run(OUT.format(fields="", value="AppOutput(f={'path': 'out.txt'})"))

    assert engine.result({})["f"] == {"path": "out.txt"}


def test_an_output_file_that_is_not_there_fails_the_task(run: Run) -> None:
    engine = run(OUT.format(fields="file: File", value="AppOutput(file=File(path='/tmp/never/made.png'))"))

    frame = engine.call({})

    assert (frame.type, frame.header["code"]) == ("failed", "FILE_UNAVAILABLE")
    assert frame.header["message"] == "Output file /tmp/never/made.png does not exist: write it before returning it"


def test_a_folder_is_no_output_file(run: Run) -> None:
    engine = run(OUT.format(fields="file: File", value="AppOutput(file=File(path='/tmp'))"))

    assert engine.call({}).header["message"] == "Output file /tmp is a folder, not a file"


def test_a_refused_upload_fails_the_task(run: Run) -> None:
    engine = run(OUT.format(fields="", value="AppOutput(f=File(path='out.txt'))"))

    engine.start({})
    engine.expect("started")
    engine.expect("uploading")
    upload = engine.expect("upload").header
    engine.send("upload_failed", request_id=upload["request_id"], message="disk full")
    frame = engine.expect("failed")

    assert frame.header["code"] == "FILE_UNAVAILABLE"
    assert frame.header["message"] == f"Output file {upload['path']} cannot be uploaded: disk full"


def test_an_unchanged_input_file_in_the_output_names_where_it_came_from(run: Run, tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("a")
    engine = run(IN.format(fields="f: File", value="{'f': input_data.f}"))

    engine.start({"f": "inf://files/1"})
    answer(engine, engine.expect("fetch"), tmp_path / "a.txt", uri="https://files/1")
    engine.expect("started")
    engine.expect("uploading")
    upload = engine.expect("upload").header
    engine.send("uploaded", request_id=upload["request_id"], uri="https://files/1")

    assert upload["uri"] == "https://files/1"
    assert engine.expect("result").json == {"f": "https://files/1"}


def test_files_of_snapshots_are_uploaded_once_per_state(run: Run) -> None:
    engine = run(
        """
        from pathlib import Path
        from inferencesh import File
        class App:
            async def run(self, input):
                Path("p").write_text("1")
                yield {"f": File(path="p"), "n": 1}
                yield {"f": File(path="p"), "n": 2}
                Path("p").write_text("22")
                yield {"f": File(path="p"), "n": 3}
        """
    )

    engine.start({})
    engine.expect("started")
    engine.send("uploaded", request_id=engine.expect("upload").header["request_id"], uri="u1")
    assert engine.expect("partial").json == {"f": "u1", "n": 1}
    assert engine.expect("partial").json == {"f": "u1", "n": 2}
    engine.send("uploaded", request_id=engine.expect("upload").header["request_id"], uri="u2")
    assert engine.expect("partial").json == {"f": "u2", "n": 3}

    assert engine.expect("result").json == {"f": "u2", "n": 3}


def test_a_data_uri_that_fits_no_header_fails_the_task(run: Run) -> None:
    engine = run(IN.format(fields="f: File", value="{}"))

    frame = engine.call({"f": "data:text/plain," + "x" * 2_000_000})

    assert frame.header["code"] == "FILE_UNAVAILABLE"
    assert frame.header["message"].endswith("cannot be passed on; upload the file and give its URL")
    assert len(frame.header["message"]) < 400
