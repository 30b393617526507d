"""Files: the forms they are given in, what they know, how they fetch themselves."""

from __future__ import annotations

import hashlib
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from pydantic import ValidationError

from inferencesh import BaseAppInput, BaseAppOutput, File, FileUnavailableError, StorageDir, download


class Input(BaseAppInput):
    f: File


class Output(BaseAppOutput):
    f: Any = None


class Handler(BaseHTTPRequestHandler):
    requests: list[str]
    broken: int

    def do_GET(self) -> None:
        type(self).requests.append(f"{self.path} {self.headers['User-Agent']}")
        if type(self).broken > 0:
            type(self).broken -= 1
            self.send_response(503)
            self.end_headers()
        elif "missing" in self.path:
            self.send_response(404)
            self.end_headers()
        else:
            self.send_response(200)
            self.send_header("Content-Length", "5")
            self.end_headers()
            self.wfile.write(b"bytes")

    def log_message(self, format: str, *args: Any) -> None:
        pass


@pytest.fixture
def server() -> Iterator[str]:
    Handler.requests, Handler.broken = [], 0
    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as http:
        threading.Thread(target=http.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{http.server_port}"
        http.shutdown()


@pytest.fixture(autouse=True)
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("FILE_CACHE_DIR", str(tmp_path / "cache"))
    return tmp_path / "cache"


def given(value: Any) -> File:
    return Input.model_validate({"f": value}).f


@pytest.mark.parametrize(
    ("value", "uri", "path", "filename"),
    [
        ("https://x/d/a%20b.png?q=1", "https://x/d/a%20b.png?q=1", None, "a b.png"),
        ("inf://files/abc", "inf://files/abc", None, None),
        ("s3://bucket/key.txt", "s3://bucket/key.txt", None, "key.txt"),
        ("data:text/plain,hi", "data:text/plain,hi", None, None),
        ("notes/a.txt", None, "notes/a.txt", "a.txt"),
        ({"uri": "https://x/a.png", "filename": "b.png", "id": "1"}, "https://x/a.png", None, "b.png"),
        ({"uri": "https://x/a.png", "path": "/tmp/local.png"}, "https://x/a.png", "/tmp/local.png", "local.png"),
        ({"uri": "", "path": "/tmp/local.png", "size": None}, None, "/tmp/local.png", "local.png"),
    ],
)
def test_a_file_is_read_from_every_form(value: Any, uri: str | None, path: str | None, filename: str | None) -> None:
    file = given(value)

    assert (file.uri, file.local_path, file.filename) == (uri, path, filename)


@pytest.mark.parametrize("empty", [None, "", {}])
def test_empty_values_are_no_file_even_where_one_is_required(empty: Any) -> None:
    assert given(empty) is None


@pytest.mark.parametrize("value", [1, True, [], {"size": 1}, {"uri": "x://y", "size": "big"}])
def test_what_is_no_file_does_not_fit(value: Any) -> None:
    with pytest.raises(ValidationError):
        given(value)


def test_unknown_words_in_the_constructor_are_a_type_error() -> None:
    with pytest.raises(TypeError, match="a file has no 'id'"):
        File({"uri": "https://x", "id": 1})
    with pytest.raises(ValueError, match="needs a uri or a path"):
        File()


def test_a_file_of_this_machine_knows_its_size_type_and_name(tmp_path: Path) -> None:
    (tmp_path / "a.png").write_bytes(b"12345")

    for file in (File.from_path(tmp_path / "a.png"), File(path=str(tmp_path / "a.png")), File(str(tmp_path / "a.png"))):
        assert (file.size, file.content_type, file.filename, file.exists()) == (5, "image/png", "a.png", True)
    assert File(path=tmp_path / "none").exists() is False


def test_metadata_can_be_refreshed_after_a_change(tmp_path: Path) -> None:
    file = File(path=tmp_path / "a.txt", content_type="x/y")
    (tmp_path / "a.txt").write_text("1234")

    file.refresh_metadata()

    assert (file.size, file.content_type) == (4, "text/plain")


def test_files_pass_through_models_and_are_written_as_objects_that_read_back() -> None:
    file = File(uri="https://x/a.png", path="/tmp/a.png", content_type="image/png", size=1, filename="a.png")
    dumped = Output(f=[file]).model_dump(mode="json")["f"][0]

    assert Input(f=file).f is file
    assert given(dumped) == file
    assert Input.model_validate_json(Input(f=file).model_dump_json()).f == file
    assert "File(uri='https://x/a.png'" in repr(file)


def test_a_url_is_fetched_when_its_path_is_asked_for_and_kept(
    server: str, cache: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    url = f"{server}/dir/a.txt?v=1"
    file = given(url)
    assert Handler.requests == []

    path = file.path

    key = hashlib.sha256(f"{server[7:]}/dir/a.txt?v=1".encode()).hexdigest()[:12]
    assert path == str(cache / key / "a.txt")
    assert Path(path).read_bytes() == b"bytes"
    assert (file.uri, file.size, file.exists()) == (url, 5, True)
    assert File(uri=url).path == path
    assert len(Handler.requests) == 1
    assert "inferencesh/" in Handler.requests[0]
    out = capsys.readouterr().out
    assert f"Downloading {url}" in out
    assert "Using cached file" in out


def test_a_download_is_tried_twice(server: str) -> None:
    Handler.broken = 1

    assert File(uri=f"{server}/a").size == 5
    assert len(Handler.requests) == 2


def test_a_download_that_fails_names_the_url_and_leaves_nothing(server: str, cache: Path) -> None:
    with pytest.raises(FileUnavailableError, match=f"{server}/missing cannot be downloaded: HTTP status 404"):
        _ = File(uri=f"{server}/missing").path
    with pytest.raises(FileUnavailableError, match="cannot be downloaded"):
        _ = File(uri="http://127.0.0.1:1/refused").path

    assert len(Handler.requests) == 1
    assert [path for path in cache.rglob("*") if path.is_file()] == []


@pytest.mark.parametrize(
    ("uri", "content", "name"),
    [
        ("data:text/plain;base64,aGk=", b"hi", "file.txt"),
        ("data:image/jpeg;base64,_-8", b"\xff\xef", "file.jpg"),
        ("data:,a%20b", b"a b", "file.txt"),
        ("data:application/x-unknown-thing;base64,aGk=", b"hi", "file"),
    ],
)
def test_a_data_uri_becomes_a_file(cache: Path, uri: str, content: bytes, name: str) -> None:
    path = File(uri=uri).path

    assert path is not None
    assert Path(path).read_bytes() == content
    assert Path(path).name == name
    assert Path(path).parent.parent == cache / "data_uri"


@pytest.mark.parametrize("uri", ["data:text/plain;base64,a", "data:no-comma"])
def test_a_broken_data_uri_says_so(uri: str) -> None:
    with pytest.raises(FileUnavailableError, match="data: URI"):
        _ = File(uri=uri).path


def test_download_keeps_one_copy_in_a_folder(server: str, tmp_path: Path) -> None:
    first = download(f"{server}/w.bin", tmp_path)
    second = download(f"{server}/w.bin", str(tmp_path))

    assert first == second
    assert Path(first).name == "w.bin"
    assert len(Handler.requests) == 1
    assert str(StorageDir.CACHE.path) == "/app/cache"
