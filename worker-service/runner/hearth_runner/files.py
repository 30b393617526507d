"""Files on their way in and out: the runner finds them through the app's models, the engine moves the bytes."""

from __future__ import annotations

import itertools
import mimetypes
import stat
import threading
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future
from pathlib import Path
from typing import Any, NamedTuple

from pydantic import BaseModel

from hearth_runner.connection import Connection, Frame
from hearth_runner.errors import FILE_UNAVAILABLE, CallError, Cancelled
from inferencesh.file import File, FileUnavailableError

_SHOWN_URI_CHARACTERS = 200
#: A URI travels in the header of a frame, which holds 1 MiB.
_MAX_URI_CHARACTERS = 1_000_000


class Version(NamedTuple):
    """One state of a file on disk."""

    path: str
    modified_nanoseconds: int
    size: int


class Shown(NamedTuple):
    """A state of a file as an output shows it: the same bytes under another name are another file."""

    version: Version
    filename: str
    content_type: str


class FileExchange:
    """Asks the engine to fetch and upload; the reader's thread brings the answers."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._ids = itertools.count(1)
        self._open: dict[str, Future[Frame]] = {}
        self._lock = threading.Lock()

    def fetch(self, uri: str, filename: str | None) -> Future[Frame]:
        if len(uri) > _MAX_URI_CHARACTERS:
            shape = "a data: URI this long cannot be passed on" if uri.startswith("data:") else "the URI is too long"
            failed: Future[Frame] = Future()
            failed.set_result(Frame("fetch_failed", {"message": f"{shape}; upload the file and give its URL"}, b""))
            return failed
        return self._ask({"type": "fetch", "uri": uri, "filename": filename or ""})

    def upload(self, path: str, filename: str, content_type: str, uri: str) -> Future[Frame]:
        return self._ask(
            {"type": "upload", "path": path, "filename": filename, "content_type": content_type, "uri": uri}
        )

    def answered(self, frame: Frame) -> None:
        with self._lock:
            future = self._open.pop(frame.header["request_id"], None)
        if future is not None:
            future.set_result(frame)

    def give_up(self) -> None:
        """Ends every wait, because the call was cancelled."""
        with self._lock:
            futures = list(self._open.values())
            self._open.clear()
        for future in futures:
            future.set_exception(Cancelled())

    def fetch_blocking(self, file: File) -> None:
        """For app code that asks a file it made itself for its path."""
        uri = file.uri or ""
        frame = self.fetch(uri, file.filename).result()
        if frame.type == "fetch_failed":
            raise FileUnavailableError(f"File {shown(uri)} cannot be fetched: {frame.header.get('message', '')}")
        fill(file, frame)

    def _ask(self, header: dict[str, Any]) -> Future[Frame]:
        request_id = str(next(self._ids))
        future: Future[Frame] = Future()
        with self._lock:
            self._open[request_id] = future
        self._connection.send({**header, "request_id": request_id})
        return future


class InputFiles:
    """The files of one validated input or setup."""

    def __init__(self, exchange: FileExchange, built: list[File]) -> None:
        self._exchange = exchange
        self._built = {id(file) for file in built}

    def request(self, value: Any) -> list[tuple[list[File], Future[Frame]]]:
        """Starts a fetch for each distinct URI of the files in a value."""
        by_uri: dict[str, list[File]] = {}
        for file in files_in(value):
            if id(file) in self._built and file.uri is not None:
                by_uri.setdefault(file.uri, []).append(file)
        return [(files, self._exchange.fetch(uri, _given_name(files))) for uri, files in by_uri.items()]


def place(files: list[File], frame: Frame) -> Version | None:
    """Tells the files of one URI where their bytes are; the answer is the state on disk they share."""
    if frame.type == "fetch_failed":
        uri = files[0].uri or ""
        raise CallError(FILE_UNAVAILABLE, f"Input file {shown(uri)}: {frame.header.get('message', 'not available')}")
    for file in files:
        fill(file, frame)
    return version_of(frame.header["path"])


def fill(file: File, frame: Frame) -> None:
    answer = frame.header
    file.fetched(
        answer["path"],
        uri=answer.get("uri") or None,
        content_type=answer.get("content_type") or None,
        size=answer.get("size"),
        filename=answer.get("filename") or None,
    )


def _given_name(files: list[File]) -> str | None:
    return next((file.filename for file in files if file.filename), None)


class OutputFiles:
    """The files of the outputs of one call. Each state of a file is uploaded once, however many outputs show it."""

    def __init__(self, exchange: FileExchange, inputs: dict[Version, str]) -> None:
        self._exchange = exchange
        self._inputs = inputs
        self._uploaded: dict[Shown, str] = {}

    def missing(self, files: Iterable[File]) -> list[Shown]:
        """The files that have no URL yet."""
        shown = (self._require(file) for file in files)
        return list(dict.fromkeys(one for one in shown if one is not None and one not in self._uploaded))

    def upload(self, shown: Shown) -> Future[Frame]:
        version, filename, content_type = shown
        return self._exchange.upload(version.path, filename, content_type, self._inputs.get(version, ""))

    def uploaded(self, shown: Shown, frame: Frame) -> None:
        if frame.type == "upload_failed":
            message = frame.header.get("message", "not accepted")
            raise CallError(FILE_UNAVAILABLE, f"Output file {shown.version.path} cannot be uploaded: {message}")
        self._uploaded[shown] = frame.header["uri"]

    def url_of(self, file: File) -> str | None:
        shown = self._require(file)
        return file.uri if shown is None else self._uploaded[shown]

    @staticmethod
    def _require(file: File) -> Shown | None:
        path = file.local_path
        if path is None:
            return None
        version = version_of(path)
        if version is None:
            problem = (
                "is a folder, not a file" if Path(path).is_dir() else "does not exist: write it before returning it"
            )
            raise CallError(FILE_UNAVAILABLE, f"Output file {path} {problem}")
        name = file.filename or Path(path).name
        content_type = file.content_type or mimetypes.guess_type(name)[0] or "application/octet-stream"
        return Shown(version, name, content_type)


def version_of(path: str) -> Version | None:
    absolute = Path(path).absolute()
    try:
        found = absolute.stat()
    except OSError:
        return None
    return Version(str(absolute), found.st_mtime_ns, found.st_size) if stat.S_ISREG(found.st_mode) else None


def shown(uri: str) -> str:
    """A URI for a message: data: URIs hold whole files."""
    return uri if len(uri) <= _SHOWN_URI_CHARACTERS else uri[: _SHOWN_URI_CHARACTERS - 1] + "…"


def files_in(value: Any) -> Iterator[File]:
    """Every file in models, lists, tuples, sets and dicts, however deep; a dict that looks like a file is not one."""
    if isinstance(value, File):
        yield value
    else:
        for part in parts_of(value):
            yield from files_in(part)


def parts_of(value: Any) -> Iterable[Any]:
    if isinstance(value, BaseModel):
        return itertools.chain(value.__dict__.values(), (value.__pydantic_extra__ or {}).values())
    if isinstance(value, dict):
        return value.values()
    if isinstance(value, (list, tuple, set, frozenset)):
        return value
    fields: Callable[[], Iterable[str]] | None = getattr(type(value), "__dataclass_fields__", None)
    return () if fields is None else [getattr(value, name) for name in fields]  # type: ignore[attr-defined]
