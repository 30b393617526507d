"""Builders of an agent's tools, and of the schemas of their parameters."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

Schema = dict[str, Any]


class _OptionalSchema(dict[str, Any]):
    """A schema of a parameter that may be left out."""


def _schema(kind: str, description: str | None) -> Schema:
    return {"type": kind} if description is None else {"type": kind, "description": description}


def string(description: str | None = None) -> Schema:
    return _schema("string", description)


def number(description: str | None = None) -> Schema:
    return _schema("number", description)


def integer(description: str | None = None) -> Schema:
    return _schema("integer", description)


def boolean(description: str | None = None) -> Schema:
    return _schema("boolean", description)


def enum_of(values: list[str], description: str | None = None) -> Schema:
    return {**_schema("string", description), "enum": list(values)}


def array(items: Schema, description: str | None = None) -> Schema:
    return {**_schema("array", description), "items": dict(items)}


def obj(properties: Mapping[str, Schema], description: str | None = None) -> Schema:
    """An object; everything in it that is not ``optional`` is required."""
    return {**_schema("object", description), **_members(properties)}


def optional(schema: Schema) -> Schema:
    """The same schema, for a parameter that may be left out."""
    return _OptionalSchema(schema)


def _members(properties: Mapping[str, Schema]) -> Schema:
    return {
        "properties": {name: dict(schema) for name, schema in properties.items()},
        "required": [name for name, schema in properties.items() if not isinstance(schema, _OptionalSchema)],
    }


class Tool(dict[str, Any]):
    """A tool as the server takes it, with the function of this program that answers its calls, if there is one."""

    handler: Callable[[dict[str, Any]], Any] | None = None

    def build(self) -> Tool:
        return self


class _ToolBuilder:
    """What all kinds of tools have. Every method returns the builder."""

    _type: str

    def __init__(self, name: str) -> None:
        self._name = name
        self._said: dict[str, Any] = {}
        self._parameters: dict[str, Schema] | None = None

    def description(self, text: str) -> Any:
        self._said["description"] = text
        return self

    describe = description

    def display_name(self, text: str) -> Any:
        self._said["display_name"] = text
        return self

    display = display_name

    def params(self, schemas: Mapping[str, Schema]) -> Any:
        self._parameters = {**(self._parameters or {}), **schemas}
        return self

    def param(self, name: str, schema: Schema) -> Any:
        return self.params({name: schema})

    def require_approval(self) -> Any:
        self._said["require_approval"] = True
        return self

    def build(self) -> Tool:
        return Tool(name=self._name, type=self._type, **self._said, **{self._type: self._details()})

    def _details(self) -> dict[str, Any]:
        raise NotImplementedError

    def _input_schema(self) -> dict[str, Any]:
        return {} if self._parameters is None else {"input_schema": obj(self._parameters)}


class ClientToolBuilder(_ToolBuilder):
    """A tool that this program answers."""

    _type = "client"

    def handler(self, function: Callable[[dict[str, Any]], Any]) -> Tool:
        """The function that answers; it takes the arguments as one dict. The result is the tool, finished."""
        built = self.build()
        built.handler = function
        return built

    def _details(self) -> dict[str, Any]:
        return {"input_schema": obj(self._parameters or {})}


class AppToolBuilder(_ToolBuilder):
    """A tool that is an app."""

    _type = "app"

    def __init__(self, name: str, ref: str) -> None:
        super().__init__(name)
        self._app: dict[str, Any] = {"ref": ref}

    def setup(self, values: dict[str, Any]) -> AppToolBuilder:
        self._app["setup"] = values
        return self

    def input(self, values: dict[str, Any]) -> AppToolBuilder:
        """Values the model does not see; what it says itself wins."""
        self._app["input"] = values
        return self

    def function(self, name: str) -> AppToolBuilder:
        self._app["function"] = name
        return self

    def session_enabled(self, enabled: bool = True) -> AppToolBuilder:
        self._app["session_enabled"] = enabled
        return self

    def _details(self) -> dict[str, Any]:
        return self._app


class AgentToolBuilder(_ToolBuilder):
    """A tool that is another agent."""

    _type = "agent"

    def __init__(self, name: str, ref: str) -> None:
        super().__init__(name)
        self._ref = ref

    def _details(self) -> dict[str, Any]:
        return {"ref": self._ref}


class WebhookToolBuilder(_ToolBuilder):
    """A tool that is a webhook, answered at once or through its callback."""

    _type = "hook"

    def __init__(self, name: str, url: str) -> None:
        super().__init__(name)
        self._hook: dict[str, Any] = {"url": url}

    def secret(self, key: str) -> WebhookToolBuilder:
        self._hook["secret"] = key
        return self

    def _details(self) -> dict[str, Any]:
        return {**self._hook, **self._input_schema()}


class HttpToolBuilder(_ToolBuilder):
    """A tool that is an HTTP request of the server."""

    _type = "http"

    def __init__(self, name: str, url: str) -> None:
        super().__init__(name)
        self._http: dict[str, Any] = {"url": url}

    def method(self, method: str) -> HttpToolBuilder:
        self._http["method"] = method
        return self

    def auth(self, auth: str | dict[str, Any], **fields: Any) -> HttpToolBuilder:
        """``auth("bearer", secret="KEY")``, or the whole object."""
        self._http["auth"] = {"type": auth, **fields} if isinstance(auth, str) else {**auth, **fields}
        return self

    def header(self, name: str, value: str) -> HttpToolBuilder:
        self._http.setdefault("headers", {})[name] = value
        return self

    def _details(self) -> dict[str, Any]:
        return {**self._http, **self._input_schema()}


def tool(name: str) -> ClientToolBuilder:
    """A tool that this program answers: give it a ``handler``, or answer its calls yourself."""
    return ClientToolBuilder(name)


def app_tool(name: str, ref: str) -> AppToolBuilder:
    return AppToolBuilder(name, ref)


def agent_tool(name: str, ref: str) -> AgentToolBuilder:
    return AgentToolBuilder(name, ref)


def webhook_tool(name: str, url: str) -> WebhookToolBuilder:
    return WebhookToolBuilder(name, url)


def http_tool(name: str, url: str) -> HttpToolBuilder:
    return HttpToolBuilder(name, url)


class InternalToolsBuilder:
    """Which of the server's own tools an agent has. What is not said is the server's to decide."""

    _ALL = ("plan", "memory", "widget", "finish")

    def __init__(self) -> None:
        self._enabled: dict[str, bool] = {}

    def plan(self, enabled: bool = True) -> InternalToolsBuilder:
        return self._set("plan", enabled)

    def memory(self, enabled: bool = True) -> InternalToolsBuilder:
        return self._set("memory", enabled)

    def widget(self, enabled: bool = True) -> InternalToolsBuilder:
        return self._set("widget", enabled)

    def finish(self, enabled: bool = True) -> InternalToolsBuilder:
        return self._set("finish", enabled)

    def all(self) -> InternalToolsBuilder:
        self._enabled.update(dict.fromkeys(self._ALL, True))
        return self

    def none(self) -> InternalToolsBuilder:
        self._enabled.update(dict.fromkeys(self._ALL, False))
        return self

    def build(self) -> dict[str, bool]:
        return dict(self._enabled)

    def _set(self, name: str, enabled: bool) -> InternalToolsBuilder:
        self._enabled[name] = enabled
        return self


def internal_tools() -> InternalToolsBuilder:
    return InternalToolsBuilder()
