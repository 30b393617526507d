"""Fetching files without a host: what happens when an app is run by hand on an author's machine."""

from __future__ import annotations

import base64
import binascii
import hashlib
import mimetypes
import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from enum import Enum
from pathlib import Path
from typing import IO
from urllib.parse import unquote, unquote_to_bytes, urlsplit

from inferencesh._version import __version__
from inferencesh.file import File, FileUnavailableError

_USER_AGENT = f"inferencesh/{__version__}"
_TIMEOUT_SECONDS = 120
_ATTEMPTS = 2
_CHUNK_BYTES = 1 << 16


class StorageDir(str, Enum):
    """Well-known folders of an app's machine."""

    DATA = "/app/data"
    TEMP = "/app/tmp"
    CACHE = "/app/cache"

    @property
    def path(self) -> Path:
        return Path(self.value)


def cache_dir() -> Path:
    """Where fetched files are kept: ``$FILE_CACHE_DIR``, else a folder of the user's cache."""
    configured = os.environ.get("FILE_CACHE_DIR")
    return Path(configured) if configured else Path.home() / ".cache" / "inferencesh" / "files"


def fetch_file(file: File) -> None:
    """Brings the bytes behind a file's URI into the cache and sets its path."""
    uri = file.uri
    if uri is None:
        return
    path = _store_data_uri(uri) if uri.startswith("data:") else _download_cached(uri)
    file.fetched(str(path))


def download(url: str, directory: str | os.PathLike[str] | StorageDir) -> str:
    """Downloads a URL into a folder, unless it is there already, and returns the path."""
    folder = directory.path if isinstance(directory, StorageDir) else Path(directory)
    target = folder / _key(url) / _basename(url)
    if not target.exists():
        _download(url, target)
    return str(target)


def _download_cached(url: str) -> Path:
    target = cache_dir() / _key(url) / _basename(url)
    if target.exists():
        print(f"Using cached file {target}", flush=True)
    else:
        print(f"Downloading {url} to {target}", flush=True)
        _download(url, target)
    return target


def _key(url: str) -> str:
    parts = urlsplit(url)
    query = f"?{parts.query}" if parts.query else ""
    return hashlib.sha256(f"{parts.netloc}{parts.path}{query}".encode()).hexdigest()[:12]


def _basename(url: str) -> str:
    name = unquote(urlsplit(url).path.rsplit("/", 1)[-1]).replace("/", "_")
    return name if name not in ("", ".", "..") else "file"


def _download(url: str, target: Path) -> None:
    import requests

    for attempt in range(1, _ATTEMPTS + 1):
        try:
            return _download_once(url, target)
        except requests.HTTPError as error:
            status = error.response.status_code
            if status < 500 or attempt == _ATTEMPTS:
                raise FileUnavailableError(f"File {url} cannot be downloaded: HTTP status {status}") from error
        except (requests.RequestException, OSError) as error:
            if attempt == _ATTEMPTS:
                raise FileUnavailableError(f"File {url} cannot be downloaded: {error}") from error
    return None


def _download_once(url: str, target: Path) -> None:
    import requests
    from tqdm import tqdm

    headers = {"User-Agent": _USER_AGENT}
    with requests.get(url, headers=headers, stream=True, timeout=_TIMEOUT_SECONDS) as response:
        response.raise_for_status()
        total = int(response.headers.get("Content-Length") or 0) or None
        with _written_whole(target) as out, tqdm(total=total, unit="B", unit_scale=True, leave=False) as progress:
            for chunk in response.iter_content(_CHUNK_BYTES):
                out.write(chunk)
                progress.update(len(chunk))


@contextmanager
def _written_whole(target: Path) -> Iterator[IO[bytes]]:
    """A file that appears under its name when it is complete, or not at all."""
    target.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=target.parent)
    try:
        with os.fdopen(handle, "wb") as out:
            yield out
        Path(name).replace(target)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise


def _store_data_uri(uri: str) -> Path:
    head, comma, body = uri[5:].partition(",")
    if not comma:
        raise FileUnavailableError("A data: URI needs a comma before its data")
    media_type, *parameters = head.split(";")
    extension = mimetypes.guess_extension(media_type or "text/plain") or ""
    extension = ".jpg" if extension == ".jpe" else extension
    target = cache_dir() / "data_uri" / hashlib.sha256(uri.encode()).hexdigest()[:16] / f"file{extension}"
    if not target.exists():
        data = _base64(body) if "base64" in parameters else unquote_to_bytes(body)
        with _written_whole(target) as out:
            out.write(data)
    return target


def _base64(text: str) -> bytes:
    plain = "".join(unquote(text).split()).replace("-", "+").replace("_", "/")
    try:
        return base64.b64decode(plain + "=" * (-len(plain) % 4), validate=True)
    except binascii.Error as error:
        raise FileUnavailableError(f"A data: URI holds invalid base64: {error}") from error
