"""Files that go in and out of apps."""

from __future__ import annotations

import mimetypes
import os
import re
from collections.abc import Callable
from contextvars import ContextVar
from pathlib import Path
from typing import Any, ClassVar

from pydantic import GetCoreSchemaHandler, GetJsonSchemaHandler
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema, SchemaSerializer, core_schema

_URI = re.compile(r"data:|[a-zA-Z][a-zA-Z0-9+.-]*://")
_SHOWN_CHARACTERS = 200
_FIELDS = ("uri", "path", "content_type", "size", "filename")


class FileUnavailableError(RuntimeError):
    """A file could not be fetched, or is not where it should be."""


class FileHooks:
    """How the process that hosts an app takes part in the life of files. Without a host, files fetch themselves."""

    #: Told of every file that validation builds from a value of a caller.
    built: ContextVar[Callable[[File], None] | None] = ContextVar("built", default=None)
    #: Gives what stands for a file in JSON.
    written: ContextVar[Callable[[File], Any] | None] = ContextVar("written", default=None)
    #: Brings the bytes of a file that has a URI only and sets its path.
    fetch: ClassVar[Callable[[File], None] | None] = None


class File:
    """A file by its place on this machine (``path``), its address (``uri``) or both.

    A file with a URI alone is fetched when its ``path`` or ``size`` is first asked for.
    """

    def __init__(
        self,
        initializer: str | os.PathLike[str] | dict[str, Any] | File | None = None,
        *,
        uri: str | None = None,
        path: str | os.PathLike[str] | None = None,
        content_type: str | None = None,
        size: int | None = None,
        filename: str | None = None,
    ) -> None:
        if initializer is not None:
            uri, path, content_type, size, filename = _merge(initializer, (uri, path, content_type, size, filename))
        if not uri and not path:
            raise ValueError("a file needs a uri or a path")
        if uri and not path and not _URI.match(uri):
            uri, path = None, uri
        self.uri: str | None = uri or None
        self._path: str | None = os.fspath(path) if path else None
        self.content_type: str | None = content_type
        self._size: int | None = size
        self.filename: str | None = filename
        self._fill_in()

    @classmethod
    def from_path(cls, path: str | os.PathLike[str]) -> File:
        """A file of this machine."""
        return cls(path=path)

    @property
    def path(self) -> str | None:
        if self._path is None and self.uri is not None:
            fetch = FileHooks.fetch or _fetch_here
            fetch(self)
        return self._path

    @path.setter
    def path(self, value: str | os.PathLike[str] | None) -> None:
        self._path = os.fspath(value) if value else None

    @property
    def size(self) -> int | None:
        if self._size is None and self._path is None and self.uri is not None:
            _ = self.path
        return self._size

    @size.setter
    def size(self, value: int | None) -> None:
        self._size = value

    @property
    def local_path(self) -> str | None:
        """The path as it is now; never fetches."""
        return self._path

    def exists(self) -> bool:
        """Whether the bytes are on this machine, which fetches them if need be."""
        path = self.path
        return path is not None and Path(path).exists()

    def refresh_metadata(self) -> None:
        """Reads type, size and name again from the path, after the file was changed."""
        if self._path is not None:
            self.content_type = self.filename = self._size = None
            self._fill_in()

    def to_dict(self) -> dict[str, Any]:
        """The object form of a file; ``File`` reads it back. Never fetches."""
        return {
            "uri": self.uri,
            "path": self._path,
            "content_type": self.content_type,
            "size": self._size,
            "filename": self.filename,
        }

    model_dump = to_dict

    def fetched(
        self, path: str, *, uri: str | None = None, content_type: str | None = None, size: int | None = None,
        filename: str | None = None,
    ) -> None:  # fmt: skip
        """Tells where the bytes of the URI are now. What the file says of itself stays."""
        self._path = path
        self.uri = uri or self.uri
        self.content_type = self.content_type or content_type
        self._size = size if self._size is None else self._size
        self.filename = filename or self.filename
        self._fill_in()

    def _fill_in(self) -> None:
        if not self.filename:
            self.filename = Path(self._path).name if self._path else _name_of(self.uri)
        if not self.content_type:
            self.content_type = _type_of(self._path or self.filename, self.uri)
        if self._size is None and self._path and Path(self._path).is_file():
            self._size = Path(self._path).stat().st_size

    def __repr__(self) -> str:
        known = ", ".join(f"{key}={value!r}" for key, value in self.to_dict().items() if value is not None)
        return f"File({known})"

    def __eq__(self, other: object) -> bool:
        return isinstance(other, File) and self.to_dict() == other.to_dict()

    __hash__ = object.__hash__

    @classmethod
    def _validated(cls, value: Any) -> File | None:
        """``None``, an empty string and an empty object mean that there is no file, even where one is required."""
        if isinstance(value, File):
            return value
        if value is None or value == "" or value == {}:
            return None
        built = FileHooks.built.get()
        if isinstance(value, dict):
            value = {key: value[key] for key in _FIELDS if value.get(key) not in (None, "")}
            if built is not None and value.get("uri"):
                value.pop("path", None)  # a host fetches the URI: a caller knows no path of this machine
            if not value.get("uri") and not value.get("path"):
                raise ValueError("a file object needs a uri")
            if built is not None and not value.get("uri"):
                raise _no_file(value["path"])
            for key, kind in (("uri", str), ("path", str), ("content_type", str), ("size", int), ("filename", str)):
                if key in value and not isinstance(value[key], kind):
                    raise ValueError(f"{key} of a file must be a {'number' if kind is int else 'string'}")
        elif not isinstance(value, (str, os.PathLike)):
            raise ValueError("a file is a URL, a data: URI, or an object with a uri")
        elif built is not None and not _URI.match(os.fspath(value)):
            raise _no_file(value)  # in a union with text, it is the text
        file = cls(value)
        if built is not None:
            built(file)
        return file

    @staticmethod
    def _written(file: Any) -> Any:
        if not isinstance(file, File):
            return file
        written = FileHooks.written.get()
        return file.to_dict() if written is None else written(file)

    @classmethod
    def __get_pydantic_core_schema__(cls, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        return core_schema.no_info_plain_validator_function(
            cls._validated, serialization=core_schema.plain_serializer_function_ser_schema(cls._written)
        )

    @classmethod
    def __get_pydantic_json_schema__(cls, schema: CoreSchema, handler: GetJsonSchemaHandler) -> JsonSchemaValue:
        return {"type": "string", "format": "file"}

    # Lets pydantic write a file that it meets where no type was declared.
    __pydantic_serializer__: ClassVar[SchemaSerializer]


File.__pydantic_serializer__ = SchemaSerializer(
    core_schema.any_schema(serialization=core_schema.plain_serializer_function_ser_schema(File._written))
)

_Parts = tuple["str | None", "str | os.PathLike[str] | None", "str | None", "int | None", "str | None"]


def _merge(initializer: str | os.PathLike[str] | dict[str, Any] | File, given: _Parts) -> _Parts:
    if isinstance(initializer, File):
        found = initializer.to_dict()
    elif isinstance(initializer, dict):
        unknown = [key for key in initializer if key not in _FIELDS]
        if unknown:
            raise TypeError(f"a file has no {unknown[0]!r}; it has {', '.join(_FIELDS)}")
        found = initializer
    else:
        text = os.fspath(initializer)
        found = {"uri": text} if _URI.match(text) else {"path": text}
    merged: Any = tuple(found.get(key) if value is None else value for key, value in zip(_FIELDS, given, strict=True))
    parts: _Parts = merged
    return parts


def _no_file(value: object) -> ValueError:
    """What a caller gave where a file stands; a path of this machine is none of theirs."""
    text = str(value)
    short = text if len(text) <= _SHOWN_CHARACTERS else text[: _SHOWN_CHARACTERS - 1] + "…"
    return ValueError(f"{short!r} is no file: give a URL, a data: URI or an object with a uri")


def _name_of(uri: str | None) -> str | None:
    if uri is None or uri.startswith(("data:", "inf:")):
        return None  # a stored file's address holds its id; its name is known where it is kept
    from urllib.parse import unquote, urlsplit

    return unquote(urlsplit(uri).path.rsplit("/", 1)[-1]) or None


def _type_of(name: str | None, uri: str | None) -> str | None:
    guessed = mimetypes.guess_type(name)[0] if name else None
    if guessed is None and uri is not None and uri.startswith("data:"):
        return uri[5:].split(",", 1)[0].split(";", 1)[0] or "text/plain"
    return guessed


def _fetch_here(file: File) -> None:
    from inferencesh.fetching import fetch_file

    fetch_file(file)
