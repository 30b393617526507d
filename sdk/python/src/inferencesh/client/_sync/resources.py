"""Apps, chats, secrets, API keys, teams and engines: one request each."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from inferencesh.client import wire
from inferencesh.client._sync.http import Http


class Namespace:
    """Requests about one kind of thing."""

    def __init__(self, http: Http) -> None:
        self._http = http

    def _page(self, path: str, query: dict[str, Any]) -> Any:
        return self._http.call("POST", path, wire.list_request(query), repeatable=True)


class Apps(Namespace):
    """``client.apps``."""

    def list(self, **query: Any) -> Any:
        """A page of apps: ``limit``, ``cursor``, ``filters`` and the like."""
        return self._page("/apps/list", query)

    def get(self, app: str) -> Any:
        """An app by its id or its ``namespace/name``, with ``@version`` if need be."""
        return self._http.call("GET", "/apps/" + "/".join(map(wire.segment, app.split("/", 1))))

    def get_by_name(self, name: str) -> Any:
        return self.get(name)

    def create(self, app: dict[str, Any]) -> Any:
        return self._http.call("POST", "/apps", app)

    def update(self, app_id: str, changes: dict[str, Any]) -> Any:
        return self._http.call("POST", f"/apps/{wire.segment(app_id)}", changes)

    def delete(self, app_id: str) -> None:
        self._http.call("DELETE", f"/apps/{wire.segment(app_id)}")

    def list_versions(self, app_id: str, **query: Any) -> Any:
        return self._page(f"/apps/{wire.segment(app_id)}/versions/list", query)

    def get_version(self, app_id: str, version_id: str) -> Any:
        """The app with that version in its ``version``."""
        return self._http.call("GET", f"/apps/{wire.segment(app_id)}/versions/{wire.segment(version_id)}")

    def set_current_version(self, app_id: str, version_id: str) -> Any:
        path = f"/apps/{wire.segment(app_id)}/versions/{wire.segment(version_id)}/current"
        return self._http.call("PUT", path)


class Chats(Namespace):
    """``client.chats``. What ``client.agents.create`` makes opens chats and follows them."""

    def list(self, **query: Any) -> Any:
        return self._page("/chats/list", query)

    def get(self, chat_id: str) -> Any:
        """A chat with its messages and their tool invocations."""
        return self._http.call("GET", f"/chats/{wire.segment(chat_id)}")

    def status(self, chat_id: str) -> Any:
        """``id``, ``status`` (a word) and ``updated_at``."""
        return self._http.call("GET", f"/chats/{wire.segment(chat_id)}/status")

    def update(self, chat_id: str, changes: dict[str, Any]) -> Any:
        """Changes ``name``, ``description`` or ``visibility``."""
        return self._http.call("POST", f"/chats/{wire.segment(chat_id)}", changes)

    def stop(self, chat_id: str) -> Any:
        """Ends the turn that is going on."""
        return self._http.call("POST", f"/chats/{wire.segment(chat_id)}/stop", repeatable=True)

    def delete(self, chat_id: str) -> None:
        self._http.call("DELETE", f"/chats/{wire.segment(chat_id)}")


class Secrets(Namespace):
    """``client.secrets``; a secret is known by its key."""

    def list(self, **query: Any) -> Any:
        return self._page("/secrets/list", query)

    def create(self, key: str, value: str, description: str | None = None) -> Any:
        body = wire.list_request({"key": key, "value": value, "description": description})
        return self._http.call("POST", "/secrets", body)

    def update(self, key: str, value: str, description: str | None = None) -> Any:
        body = wire.list_request({"value": value, "description": description})
        return self._http.call("PUT", f"/secrets/{wire.segment(key)}", body)

    def delete(self, key: str) -> None:
        self._http.call("DELETE", f"/secrets/{wire.segment(key)}")

    def reveal(self, key: str) -> Any:
        """The secret with its ``value`` in the clear."""
        return self._http.call("GET", f"/secrets/reveal/{wire.segment(key)}")


class ApiKeys(Namespace):
    """``client.api_keys``."""

    def list(self, **query: Any) -> Any:
        return self._page("/apikeys/list", query)

    def create(self, name: str, scopes: Sequence[str] | None = None, expires_at: str | None = None) -> Any:
        """A new key; its ``key`` is told here and never again."""
        body = wire.list_request({"name": name, "scopes": scopes, "expires_at": expires_at})
        return self._http.call("POST", "/apikeys", body)

    def delete(self, key_id: str) -> None:
        self._http.call("DELETE", f"/apikeys/{wire.segment(key_id)}")


class Teams(Namespace):
    """``client.teams``."""

    def me(self) -> Any:
        """Whose key this is: ``user`` and ``team``."""
        return self._http.call("GET", "/me")

    def list(self) -> Any:
        return self._http.call("GET", "/teams")

    def get(self, team_id: str) -> Any:
        return self._http.call("GET", f"/teams/{wire.segment(team_id)}")

    def create(self, name: str, username: str, email: str | None = None) -> Any:
        body = wire.list_request({"name": name, "username": username, "email": email})
        return self._http.call("POST", "/teams", body)


class Engines(Namespace):
    """``client.engines``."""

    def list(self, **query: Any) -> Any:
        return self._page("/engines/list", query)

    def get(self, engine_id: str) -> Any:
        return self._http.call("GET", f"/engines/{wire.segment(engine_id)}")
