"""Uploads, asked for and implied by the input of a run."""

from __future__ import annotations

import base64
import io
import threading
from pathlib import Path
from typing import Any

import pytest
from pydantic import BaseModel
from scripted import CUT, Reply, Request, Server, data, error, task

from inferencesh import APIError, File, UploadFileOptions

FILES = "POST /files"
PUT = "PUT /up/0"


@pytest.fixture
def uploads(server: Server) -> dict[str, bytes]:
    """Takes uploads; what was put, by path."""
    put: dict[str, bytes] = {}
    lock = threading.Lock()

    def assigned(request: Request) -> Reply:
        number = len(server.asked(FILES)) - 1
        path = f"/up/{number}"

        def stored(put_request: Request) -> Reply:
            with lock:
                put[path] = put_request.body
            return Reply(b"", 200)

        server.on(f"PUT {path}", stored)
        return data([{"id": f"f{number}", "uri": f"http://h/f/{number}", "upload_url": server.url + path}])

    server.on(FILES, assigned)
    return put


def announced(server: Server) -> list[dict[str, Any]]:
    return [each.json["files"][0] for each in server.asked(FILES)]


def test_uploads_bytes_without_showing_the_key(server: Server, client: Any, uploads: dict[str, bytes]) -> None:
    stored = client.files.upload(b"abc")

    assert stored["uri"] == "http://h/f/0" and uploads == {"/up/0": b"abc"}
    assert announced(server) == [{"uri": "", "content_type": "application/octet-stream", "size": 3}]
    sent = server.asked(PUT)[0].headers
    assert "authorization" not in sent and sent["content-length"] == "3" and "transfer-encoding" not in sent


@pytest.mark.parametrize("kind", [str, Path])
def test_uploads_a_path(server: Server, client: Any, uploads: dict[str, bytes], tmp_path: Path, kind: Any) -> None:
    (tmp_path / "a.png").write_bytes(b"png")

    client.upload_file(kind(tmp_path / "a.png"))

    assert announced(server) == [{"uri": "", "filename": "a.png", "content_type": "image/png", "size": 3}]
    assert server.asked(PUT)[0].headers["content-type"] == "image/png"


@pytest.mark.parametrize(
    ("text", "content", "kind"),
    [
        ("data:text/plain;base64,aGk=", b"hi", "text/plain"),
        ("data:image/png;base64,-_8", b"\xfb\xff", "image/png"),
        ("data:,a%20b", b"a b", "text/plain"),
        ("data:text/html;charset=utf-8,x", b"x", "text/html"),
        (base64.b64encode(b"sixteen or more!").decode(), b"sixteen or more!", "application/octet-stream"),
    ],
)
def test_uploads_what_text_holds(
    server: Server, client: Any, uploads: dict[str, bytes], text: str, content: bytes, kind: str
) -> None:
    client.files.upload(text)

    assert uploads["/up/0"] == content and announced(server)[0]["content_type"] == kind


def test_uploads_what_is_opened_from_where_it_stands(server: Server, client: Any, uploads: dict[str, bytes]) -> None:
    opened = io.BytesIO(b"skipped and sent")
    opened.seek(12)

    client.files.upload(opened, filename="x.txt")

    assert uploads["/up/0"] == b"sent"
    assert announced(server)[0] == {"uri": "", "filename": "x.txt", "content_type": "text/plain", "size": 4}


def test_uploads_what_can_be_read_only_once(client: Any, uploads: dict[str, bytes]) -> None:
    class Pipe(io.RawIOBase):
        parts = [b"ab", b"cd"]

        def read(self, _: int = -1) -> bytes:
            return self.parts.pop(0) if self.parts else b""

    client.files.upload(Pipe())

    assert uploads["/up/0"] == b"abcd"


def test_says_what_the_options_say(server: Server, client: Any, uploads: dict[str, bytes]) -> None:
    options = UploadFileOptions(filename="a.bin", content_type="x/y", path="some/where", public=True)

    client.files.upload(b"1", options)
    client.files.upload(b"1", options, filename="b.bin", public=False)

    first, second = announced(server)
    assert first == {
        "uri": "", "filename": "a.bin", "content_type": "x/y", "path": "some/where", "public": True, "size": 1,
    }  # fmt: skip
    assert (second["filename"], second["public"], second["path"]) == ("b.bin", False, "some/where")


def test_sends_a_large_file_part_by_part_and_tells_how_far_it_is(
    client: Any, uploads: dict[str, bytes], tmp_path: Path
) -> None:
    content = bytes(range(256)) * 4096
    (tmp_path / "big").write_bytes(content)
    told: list[tuple[int, int]] = []

    client.files.upload(tmp_path / "big", on_progress=lambda sent, size: told.append((sent, size)))

    assert uploads["/up/0"] == content
    assert len(told) == 4 and told[-1] == (len(content), len(content)) and told == sorted(told)


def test_sends_a_broken_upload_again_from_its_beginning(server: Server, client: Any, tmp_path: Path) -> None:
    bodies: list[bytes] = []

    def put(request: Request) -> Any:
        bodies.append(request.body)
        return (CUT, error(503, "unavailable", "later"), Reply(b""))[len(bodies) - 1]

    server.on(FILES, data([{"id": "f", "uri": "http://h/f", "upload_url": server.url + "/up/0"}]))
    server.on(PUT, put)
    (tmp_path / "a").write_bytes(b"whole")

    client.files.upload(tmp_path / "a")

    assert bodies == [b"whole"] * 3


def test_a_refused_upload_is_an_error(server: Server, client: Any) -> None:
    server.on(FILES, data([{"id": "f", "uri": "http://h/f", "upload_url": server.url + "/up/0"}]))
    server.on(PUT, error(413, "too_large", "too large"))

    with pytest.raises(APIError, match="too large"):
        client.files.upload(b"1")


@pytest.mark.parametrize("answer", [[], [{"id": "f", "uri": "u"}], None])
def test_an_answer_without_a_place_is_an_error(server: Server, client: Any, answer: Any) -> None:
    server.on(FILES, data(answer))

    with pytest.raises(RuntimeError, match="no place"):
        client.files.upload(b"1")


def test_what_cannot_be_uploaded_is_named(client: Any, tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError, match=r"nowhere\.png"):
        client.files.upload("nowhere.png")
    with pytest.raises(FileNotFoundError, match="gone"):
        client.files.upload(tmp_path / "gone")
    with pytest.raises(TypeError, match="int"):
        client.files.upload(7)
    with pytest.raises(ValueError, match="broken base64"):
        client.files.upload("data:image/png;base64,a")
    (tmp_path / "t").write_text("x")
    with (tmp_path / "t").open() as opened, pytest.raises(TypeError, match="binary"):
        client.files.upload(opened)


def test_replaces_the_files_of_an_input(
    server: Server, client: Any, uploads: dict[str, bytes], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Picture(BaseModel):
        image: File
        width: int = 1

    (tmp_path / "a.txt").write_bytes(b"text")
    (tmp_path / "p.png").write_bytes(b"model")
    monkeypatch.chdir(tmp_path)
    server.on("POST /apps/run", data(task(10)))
    words = ["hello world", "abcdabcdabcdabcd", "data: no", "https://h/x.png", "gone.txt", "", str(tmp_path), "a\nb"]
    given = {
        "a": {"path": "a.txt", "list": [Path("a.txt"), (b"raw", 7)]},
        "b": "data:image/png;base64,aGk=",
        "c": File(tmp_path / "a.txt"),
        "d": File("https://h/far.png"),
        "e": io.BytesIO(b"opened"),
        "f": Picture(image=File(tmp_path / "p.png")),
        "words": words,
        "n": None,
    }

    client.run({"app": "a/b", "input": given})

    sent = server.asked("POST /apps/run")[0].json["input"]
    put = {f"http://h/f/{path[4:]}": content for path, content in uploads.items()}
    assert put[sent["a"]["path"]] == b"text" and put[sent["a"]["list"][0]] == b"text"
    assert put[sent["a"]["list"][1][0]] == b"raw" and sent["a"]["list"][1][1] == 7
    assert put[sent["b"]] == b"hi" and put[sent["c"]] == b"text" and put[sent["e"]] == b"opened"
    assert put[sent["f"]["image"]] == b"model" and sent["f"]["width"] == 1
    assert sent["d"] == "https://h/far.png" and sent["words"] == words and sent["n"] is None
    assert given["a"]["path"] == "a.txt", "the program's own input stays as it is"  # type: ignore[index]


def test_a_missing_path_in_an_input_stops_the_run(server: Server, client: Any, tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        client.run({"app": "a/b", "input": {"f": tmp_path / "gone"}})

    assert not server.requests


def test_lists_gets_and_deletes_files(server: Server, client: Any) -> None:
    server.on("POST /files/list", data({"items": []}))
    server.on("GET /files/f1", data({"id": "f1"}))
    server.on("DELETE /files/f1", Reply(status=204))

    assert client.files.list() == {"items": []}
    assert client.files.get("f1") == {"id": "f1"} and client.files.delete("f1") is None
    assert server.requests[0].body == b""
