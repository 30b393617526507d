"""Files of the server."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from inferencesh.client import wire
from inferencesh.client._async.http import AsyncHttp
from inferencesh.client.sources import InputFiles, Source, UploadFileOptions, source_of


class AsyncFiles:
    """``client.files``."""

    def __init__(self, http: AsyncHttp) -> None:
        self._http = http

    async def upload(
        self,
        data: Any,
        options: UploadFileOptions | None = None,
        *,
        filename: str | None = None,
        content_type: str | None = None,
        path: str | None = None,
        public: bool | None = None,
        on_progress: Callable[[int, int], Any] | None = None,
    ) -> dict[str, Any]:
        """Uploads a path, bytes, a ``data:`` URI, base64 text, a file object or a ``File``; gives the stored file.

        Files are sent part by part; ``on_progress`` is told how many bytes of how many are sent."""
        said = options or UploadFileOptions()
        merged = UploadFileOptions(
            filename if filename is not None else said.filename,
            content_type if content_type is not None else said.content_type,
            path if path is not None else said.path,
            public if public is not None else said.public,
        )
        return await self._upload(source_of(data), merged, on_progress)

    async def uploaded_input(self, value: Any) -> Any:
        """An input with every local file in it replaced by the URI of its upload."""
        found = InputFiles(value)
        uris = []
        for source in found.sources:
            stored = await self._upload(source, UploadFileOptions(), None)
            uris.append(stored["uri"])
        return found.filled(uris)

    async def _upload(
        self, source: Source, options: UploadFileOptions, on_progress: Callable[[int, int], Any] | None
    ) -> dict[str, Any]:
        answer = await self._http.call("POST", "/files", source.request(options))
        stored = answer[0] if isinstance(answer, list) and answer else answer
        if not isinstance(stored, dict) or not stored.get("upload_url") or not stored.get("uri"):
            raise RuntimeError(f"the server assigned no place to the file: {answer!r}")
        await self._http.put(stored["upload_url"], source, source.type_with(options), on_progress)
        return stored

    async def list(self, **query: Any) -> Any:
        """A page of files: ``limit``, ``cursor``, ``filters`` and the like."""
        return await self._http.call("POST", "/files/list", wire.list_request(query), repeatable=True)

    async def get(self, file_id: str) -> Any:
        return await self._http.call("GET", f"/files/{wire.segment(file_id)}")

    async def delete(self, file_id: str) -> None:
        await self._http.call("DELETE", f"/files/{wire.segment(file_id)}")
