"""Where the bytes of an upload come from, and which values of an input are files."""

from __future__ import annotations

import base64
import binascii
import io
import mimetypes
import os
import re
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any
from urllib.parse import unquote_to_bytes

from pydantic import BaseModel

from inferencesh.file import File

CHUNK = 256 * 1024
_DATA_URI = re.compile(r"data:([\w.+-]+/[\w.+-]+)?((?:;[\w.+-]+=[^;,]*)*)(;base64)?,", re.ASCII)
_LONGEST_PATH = 4096


@dataclass
class UploadFileOptions:
    """What to say about an uploaded file beside its bytes."""

    filename: str | None = None
    content_type: str | None = None
    path: str | None = None
    public: bool | None = None


class Source:
    """Bytes that can be read from their beginning, again if need be."""

    def __init__(self, content: bytes | Path | IO[bytes], filename: str | None = None, type: str | None = None) -> None:
        if not isinstance(content, (bytes, Path)) and not _is_seekable(content):
            content = _spooled(content)
        self._content = content
        self._start = 0 if isinstance(content, (bytes, Path)) else content.tell()
        self.size = self._measured()
        self.filename = filename
        self.content_type = type or (mimetypes.guess_type(filename)[0] if filename else None)

    def _measured(self) -> int:
        if isinstance(self._content, bytes):
            return len(self._content)
        if isinstance(self._content, Path):
            return self._content.stat().st_size
        size = self._content.seek(0, io.SEEK_END) - self._start
        self._content.seek(self._start)
        return size

    def chunks(self) -> Iterator[bytes]:
        """The bytes, part by part, from the beginning; as many as ``size`` says."""
        if isinstance(self._content, bytes):
            for start in range(0, len(self._content), CHUNK):
                yield self._content[start : start + CHUNK]
        elif isinstance(self._content, Path):
            with self._content.open("rb") as opened:
                yield from iter(lambda: opened.read(CHUNK), b"")
        else:
            self._content.seek(self._start)
            yield from iter(lambda: self._content.read(CHUNK), b"")  # type: ignore[union-attr]

    def request(self, options: UploadFileOptions) -> dict[str, Any]:
        """The body of the request that announces the upload."""
        said: dict[str, Any] = {
            "uri": "",
            "filename": options.filename or self.filename,
            "content_type": self.type_with(options),
            "path": options.path,
            "size": self.size,
            "public": options.public,
        }
        return {"files": [{key: value for key, value in said.items() if value is not None}]}

    def type_with(self, options: UploadFileOptions) -> str:
        guessed = mimetypes.guess_type(options.filename)[0] if options.filename else None
        return options.content_type or self.content_type or guessed or "application/octet-stream"


def _spooled(content: IO[bytes]) -> IO[bytes]:
    spooled: IO[bytes] = tempfile.TemporaryFile()  # noqa: SIM115  (closed with the source)
    while part := content.read(CHUNK):
        spooled.write(part)
    spooled.seek(0)
    return spooled


def _is_seekable(content: IO[bytes]) -> bool:
    seekable = getattr(content, "seekable", None)
    return bool(seekable and seekable())


def source_of(data: Any) -> Source:
    """What an explicit upload was given: a path, bytes, a ``data:`` URI, base64 text, a file object or a ``File``."""
    source = implied_source(data)
    if source is not None:
        return source
    if isinstance(data, str):
        try:
            return Source(base64.b64decode(data, validate=True))
        except (binascii.Error, ValueError):
            shown = data if len(data) <= 80 else data[:77] + "..."
            raise FileNotFoundError(f"neither a file that is there, nor a data: URI, nor base64: {shown!r}") from None
    raise TypeError(f"cannot upload a {type(data).__name__}: give a path, bytes, a data: URI, a file object or a File")


def implied_source(value: Any) -> Source | None:
    """The file that a value of an input stands for, if it stands for one. No text is taken for base64."""
    if isinstance(value, (bytes, bytearray, memoryview)):
        return Source(bytes(value))
    if isinstance(value, File):
        return _of_file(value)
    if isinstance(value, os.PathLike):
        return _of_path(Path(os.fspath(value)))
    if isinstance(value, str):
        if _DATA_URI.match(value):
            return _of_data_uri(value)
        return _of_path(Path(value)) if _is_file(value) else None
    if callable(getattr(value, "read", None)):
        return _of_file_object(value)
    return None


def _of_file(file: File) -> Source | None:
    if file.local_path:
        source = _of_path(Path(file.local_path))
        source.filename = file.filename or source.filename
        source.content_type = file.content_type or source.content_type
        return source
    return _of_data_uri(file.uri) if file.uri and _DATA_URI.match(file.uri) else None


def _of_path(path: Path) -> Source:
    if not path.is_file():
        raise FileNotFoundError(f"there is no file {path}")
    return Source(path, path.name)


def _of_file_object(opened: Any) -> Source:
    if isinstance(opened, io.TextIOBase):
        raise TypeError("a file to upload must be opened in binary mode")
    name = getattr(opened, "name", None)
    return Source(opened, Path(name).name if isinstance(name, str) else None)


def _of_data_uri(uri: str) -> Source:
    header = _DATA_URI.match(uri)
    if header is None:
        raise ValueError(f"not a data: URI: {uri[:80]!r}")
    rest = uri[header.end() :]
    if not header[3]:
        return Source(unquote_to_bytes(rest), None, header[1] or "text/plain")
    text = re.sub(r"\s", "", unquote_to_bytes(rest).decode("ascii", "replace"))
    text = text.replace("-", "+").replace("_", "/").rstrip("=")
    try:
        content = base64.b64decode(text + "=" * (-len(text) % 4), validate=True)
    except (binascii.Error, ValueError):
        raise ValueError(f"a data: URI with broken base64: {uri[:80]!r}") from None
    return Source(content, None, header[1] or "text/plain")


def _is_file(text: str) -> bool:
    if not text or len(text) > _LONGEST_PATH or "\n" in text or "\0" in text or "://" in text:
        return False
    try:
        return Path(text).is_file()
    except OSError:
        return False


@dataclass(eq=False)
class _Slot:
    """The place of a file in an input."""

    index: int


class InputFiles:
    """The files in an input, and the input with their URIs in their places. The input itself stays as it is."""

    def __init__(self, value: Any) -> None:
        self.sources: list[Source] = []
        self._template = self._walk(value)

    def filled(self, uris: list[str]) -> Any:
        return _fill(self._template, uris)

    def _walk(self, value: Any) -> Any:
        if isinstance(value, dict):
            return {key: self._walk(each) for key, each in value.items()}
        if isinstance(value, (list, tuple)):
            return [self._walk(each) for each in value]
        if isinstance(value, BaseModel):
            return {name: self._walk(getattr(value, name)) for name in type(value).model_fields}
        source = implied_source(value)
        if source is not None:
            self.sources.append(source)
            return _Slot(len(self.sources) - 1)
        return value.uri if isinstance(value, File) else value


def _fill(value: Any, uris: list[str]) -> Any:
    if isinstance(value, _Slot):
        return uris[value.index]
    if isinstance(value, dict):
        return {key: _fill(each, uris) for key, each in value.items()}
    return [_fill(each, uris) for each in value] if isinstance(value, list) else value
