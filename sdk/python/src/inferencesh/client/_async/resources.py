"""Apps, chats, secrets, API keys, teams and engines: one request each."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from inferencesh.client import wire
from inferencesh.client._async.http import AsyncHttp


class AsyncNamespace:
    """Requests about one kind of thing."""

    def __init__(self, http: AsyncHttp) -> None:
        self._http = http

    async def _page(self, path: str, query: dict[str, Any]) -> Any:
        return await self._http.call("POST", path, wire.list_request(query), repeatable=True)


class AsyncApps(AsyncNamespace):
    """``client.apps``."""

    async def list(self, **query: Any) -> Any:
        """A page of apps: ``limit``, ``cursor``, ``filters`` and the like."""
        return await self._page("/apps/list", query)

    async def get(self, app: str) -> Any:
        """An app by its id or its ``namespace/name``, with ``@version`` if need be."""
        return await self._http.call("GET", "/apps/" + "/".join(map(wire.segment, app.split("/", 1))))

    async def get_by_name(self, name: str) -> Any:
        return await self.get(name)

    async def create(self, app: dict[str, Any]) -> Any:
        return await self._http.call("POST", "/apps", app)

    async def update(self, app_id: str, changes: dict[str, Any]) -> Any:
        return await self._http.call("POST", f"/apps/{wire.segment(app_id)}", changes)

    async def delete(self, app_id: str) -> None:
        await self._http.call("DELETE", f"/apps/{wire.segment(app_id)}")

    async def list_versions(self, app_id: str, **query: Any) -> Any:
        return await self._page(f"/apps/{wire.segment(app_id)}/versions/list", query)

    async def get_version(self, app_id: str, version_id: str) -> Any:
        """The app with that version in its ``version``."""
        return await self._http.call("GET", f"/apps/{wire.segment(app_id)}/versions/{wire.segment(version_id)}")

    async def set_current_version(self, app_id: str, version_id: str) -> Any:
        path = f"/apps/{wire.segment(app_id)}/versions/{wire.segment(version_id)}/current"
        return await self._http.call("PUT", path)


class AsyncChats(AsyncNamespace):
    """``client.chats``. What ``client.agents.create`` makes opens chats and follows them."""

    async def list(self, **query: Any) -> Any:
        return await self._page("/chats/list", query)

    async def get(self, chat_id: str) -> Any:
        """A chat with its messages and their tool invocations."""
        return await self._http.call("GET", f"/chats/{wire.segment(chat_id)}")

    async def status(self, chat_id: str) -> Any:
        """``id``, ``status`` (a word) and ``updated_at``."""
        return await self._http.call("GET", f"/chats/{wire.segment(chat_id)}/status")

    async def update(self, chat_id: str, changes: dict[str, Any]) -> Any:
        """Changes ``name``, ``description`` or ``visibility``."""
        return await self._http.call("POST", f"/chats/{wire.segment(chat_id)}", changes)

    async def stop(self, chat_id: str) -> Any:
        """Ends the turn that is going on."""
        return await self._http.call("POST", f"/chats/{wire.segment(chat_id)}/stop", repeatable=True)

    async def delete(self, chat_id: str) -> None:
        await self._http.call("DELETE", f"/chats/{wire.segment(chat_id)}")


class AsyncSecrets(AsyncNamespace):
    """``client.secrets``; a secret is known by its key."""

    async def list(self, **query: Any) -> Any:
        return await self._page("/secrets/list", query)

    async def create(self, key: str, value: str, description: str | None = None) -> Any:
        body = wire.list_request({"key": key, "value": value, "description": description})
        return await self._http.call("POST", "/secrets", body)

    async def update(self, key: str, value: str, description: str | None = None) -> Any:
        body = wire.list_request({"value": value, "description": description})
        return await self._http.call("PUT", f"/secrets/{wire.segment(key)}", body)

    async def delete(self, key: str) -> None:
        await self._http.call("DELETE", f"/secrets/{wire.segment(key)}")

    async def reveal(self, key: str) -> Any:
        """The secret with its ``value`` in the clear."""
        return await self._http.call("GET", f"/secrets/reveal/{wire.segment(key)}")


class AsyncApiKeys(AsyncNamespace):
    """``client.api_keys``."""

    async def list(self, **query: Any) -> Any:
        return await self._page("/apikeys/list", query)

    async def create(self, name: str, scopes: Sequence[str] | None = None, expires_at: str | None = None) -> Any:
        """A new key; its ``key`` is told here and never again."""
        body = wire.list_request({"name": name, "scopes": scopes, "expires_at": expires_at})
        return await self._http.call("POST", "/apikeys", body)

    async def delete(self, key_id: str) -> None:
        await self._http.call("DELETE", f"/apikeys/{wire.segment(key_id)}")


class AsyncTeams(AsyncNamespace):
    """``client.teams``."""

    async def me(self) -> Any:
        """Whose key this is: ``user`` and ``team``."""
        return await self._http.call("GET", "/me")

    async def list(self) -> Any:
        return await self._http.call("GET", "/teams")

    async def get(self, team_id: str) -> Any:
        return await self._http.call("GET", f"/teams/{wire.segment(team_id)}")

    async def create(self, name: str, username: str, email: str | None = None) -> Any:
        body = wire.list_request({"name": name, "username": username, "email": email})
        return await self._http.call("POST", "/teams", body)


class AsyncEngines(AsyncNamespace):
    """``client.engines``."""

    async def list(self, **query: Any) -> Any:
        return await self._page("/engines/list", query)

    async def get(self, engine_id: str) -> Any:
        return await self._http.call("GET", f"/engines/{wire.segment(engine_id)}")
