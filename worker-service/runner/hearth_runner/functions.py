"""Which functions an app has, what they take and how they are called."""

from __future__ import annotations

import inspect
import sys
import types
import typing
from collections.abc import AsyncGenerator, AsyncIterable, AsyncIterator, Callable, Generator, Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from pydantic import BaseModel, TypeAdapter

_LIFECYCLE = frozenset({"setup", "unload", "on_cancel"})
_METADATA = "metadata"
_STREAMS = (AsyncGenerator, AsyncIterator, AsyncIterable, Generator, Iterator, Iterable)
_NOT_THE_APPS = frozenset({"pydantic", "inferencesh", "builtins", "typing", "abc"})


class UnresolvedHint(Exception):
    """A type hint names something that the module does not have."""


@dataclass(frozen=True)
class Parameters:
    """How a method of an app is given its values: by name, where it can be."""

    #: The parameter for input or setup, if there is one.
    value: str | None
    value_is_positional: bool
    #: The parameter for the metadata, if there is one.
    metadata: str | None
    #: Further parameters that have no default: nothing can be passed for them.
    unfilled: tuple[str, ...]

    def call(self, method: Callable[..., Any], value: Any, metadata: Any) -> Any:
        arguments: dict[str, Any] = {}
        if self.metadata is not None:
            arguments[self.metadata] = metadata
        if self.value is None:
            return method(**arguments)
        if self.value_is_positional:
            return method(value, **arguments)
        arguments[self.value] = value
        return method(**arguments)


def parameters_of(method: Callable[..., Any]) -> Parameters:
    """Reads the signature of a method as found on the class, ``self`` first."""
    declared = list(inspect.signature(method).parameters.values())[1:]
    named = [p for p in declared if p.kind not in (p.VAR_POSITIONAL, p.VAR_KEYWORD)]
    metadata = next((p.name for p in named if p.name == _METADATA), None)
    others = [p for p in named if p.name != _METADATA]
    value = others[0] if others else None
    return Parameters(
        value=value.name if value else None,
        value_is_positional=value is not None and value.kind is value.POSITIONAL_ONLY,
        metadata=metadata,
        unfilled=tuple(p.name for p in others[1:] if p.default is p.empty),
    )


class AppFunction:
    """One callable entry of an app."""

    def __init__(self, name: str, method: Callable[..., Any], module: types.ModuleType) -> None:
        self.name = name
        self.method = method
        self.parameters = parameters_of(method)
        self._module = module

    @cached_property
    def description(self) -> str:
        return (inspect.getdoc(self.method) or "").strip()

    @cached_property
    def input_hint(self) -> Any:
        """Type of the input parameter; ``None`` when it has no hint."""
        return None if self.parameters.value is None else resolve_hint(self.method, self.parameters.value, self._module)

    @cached_property
    def output_hint(self) -> Any:
        """Type of one result, taken out of its stream where the function streams; ``None`` without a hint."""
        hint = without_annotated(resolve_hint(self.method, "return", self._module))
        if typing.get_origin(hint) in _STREAMS:
            return without_annotated(typing.get_args(hint)[0])
        return hint

    @property
    def is_listed(self) -> bool:
        """Whether it is published with schemas of its own: one parameter beside the metadata, and models both ways."""
        return (
            self.parameters.value is not None
            and not self.parameters.unfilled
            and is_model(self.input_hint)
            and is_model(self.output_hint)
        )

    @cached_property
    def input_adapter(self) -> TypeAdapter[Any] | None:
        """Validates the input by the hint, or by ``AppInput`` where there is no usable one."""
        return _adapter(self.input_type)

    @cached_property
    def input_type(self) -> Any:
        try:
            found = self.input_hint
        except UnresolvedHint:
            found = None
        if found is None or found is Any:
            found = model_named(self._module, "AppInput") or found
        return found

    @cached_property
    def output_adapter(self) -> TypeAdapter[Any] | None:
        return _adapter(self.output_type)

    @cached_property
    def output_type(self) -> Any:
        """What a result must be; without a hint that says so, anything."""
        try:
            return self.output_hint
        except UnresolvedHint:
            return None

    @cached_property
    def is_async(self) -> bool:
        return is_async(self.method)

    def where(self, source: Path) -> str:
        """``file:line`` of its definition in the author's code, or an empty string."""
        code = getattr(inspect.unwrap(self.method), "__code__", None)
        if code is None or not code.co_filename.startswith(f"{source}/"):
            return ""
        return f"{code.co_filename[len(str(source)) + 1 :]}:{code.co_firstlineno}"

    def why_unlisted(self) -> str:
        """What keeps a method from being a function although its author seems to have meant one; else empty."""
        if self.parameters.value is None or not is_model(self.input_hint):
            return ""
        if self.parameters.unfilled:
            return (
                f"{', '.join(self.parameters.unfilled)} would have no value: a function takes one input, and metadata"
            )
        return "" if is_model(self.output_hint) else "it needs a model as the hint of what it returns"


def _adapter(hint: Any) -> TypeAdapter[Any] | None:
    return None if hint is None or hint is Any else TypeAdapter(hint)


def is_async(method: Callable[..., Any]) -> bool:
    return inspect.iscoroutinefunction(method) or inspect.isasyncgenfunction(method)


def is_of_base(method: Any) -> bool:
    """Whether a method is the empty one of ``BaseApp``."""
    return (getattr(method, "__module__", None) or "").split(".")[0] == "inferencesh"


def is_model(hint: Any) -> bool:
    hint = without_annotated(hint)
    return isinstance(hint, type) and issubclass(hint, BaseModel) and hint is not BaseModel


def model_named(module: types.ModuleType, name: str) -> type[BaseModel] | None:
    found = vars(module).get(name)
    return found if is_model(found) else None


def resolve_hint(method: Callable[..., Any], name: str, module: types.ModuleType) -> Any:
    """The type hint of one parameter (or ``return``), alone: a hint that fails elsewhere does no harm here."""
    plain = inspect.unwrap(method)
    annotation = getattr(plain, "__annotations__", {}).get(name)
    if annotation is None:
        return None
    holder = types.SimpleNamespace(__annotations__={name: annotation})
    names = {**vars(module), **getattr(plain, "__globals__", {})}
    try:
        return typing.get_type_hints(holder, globalns=names, include_extras=True)[name]
    except Exception as error:  # a hint is an expression of the author's: it may raise anything
        raise UnresolvedHint(f"hint of {name!r} cannot be resolved: {error}") from error


def without_annotated(hint: Any) -> Any:
    return typing.get_args(hint)[0] if typing.get_origin(hint) is typing.Annotated else hint


class AppFunctions:
    """The functions of an app's class, in the order of the class body, inherited ones after."""

    def __init__(
        self, app_class: type, module: types.ModuleType, default_function: str = "", source: Path = Path()
    ) -> None:
        self._source = source
        self.listed: dict[str, AppFunction] = {}
        self.warnings: list[str] = []
        self._run: AppFunction | None = None
        self._wanted_default = default_function
        for name, method in _public_methods(app_class):
            self._consider(AppFunction(name, method, module))

    def _consider(self, function: AppFunction) -> None:
        if function.name == "run":
            self._run = function
        try:
            listed = function.is_listed
        except UnresolvedHint as error:
            listed = False
            self._warn(function, f"has no schemas of its own: {error}")
        else:
            reason = "" if listed else function.why_unlisted()
            if reason:
                published = "is published without schemas of its own" if function.name == "run" else "is not published"
                self._warn(function, f"{published}: {reason}")
        if listed:
            self.listed[function.name] = function

    def _warn(self, function: AppFunction, what: str) -> None:
        where = function.where(self._source)
        self.warnings.append(f"{where}: function {function.name!r} {what}".removeprefix(": "))

    @property
    def default(self) -> AppFunction | None:
        """What is called when no function is named."""
        if self._wanted_default:
            return self.find(self._wanted_default)
        if self._run is not None:
            return self._run
        return next(iter(self.listed.values())) if len(self.listed) == 1 else None

    def find(self, name: str) -> AppFunction | None:
        """A function by name. ``run`` can always be called, with schemas of its own or not."""
        return self.listed.get(name) or (self._run if name == "run" else None)

    @property
    def names(self) -> list[str]:
        names = list(self.listed)
        return names if self._run is None or "run" in names else ["run", *names]


def _public_methods(app_class: type) -> list[tuple[str, Callable[..., Any]]]:
    found: dict[str, Callable[..., Any]] = {}
    for owner in app_class.__mro__:
        if owner.__module__.split(".")[0] in _NOT_THE_APPS:
            continue
        for name, member in vars(owner).items():
            if name.startswith("_") or name in _LIFECYCLE or name in found:
                continue
            if inspect.isfunction(member):
                found[name] = member
    return list(found.items())


def setup_model(app_class: type, module: types.ModuleType) -> type[BaseModel] | None:
    """The model of the app's setup: by the hint of ``setup``, or by the name ``AppSetup``."""
    method = inspect.getattr_static(app_class, "setup", None)
    if inspect.isfunction(method):
        value = parameters_of(method).value
        if value is not None:
            try:
                hint = resolve_hint(method, value, module)
            except UnresolvedHint as error:
                print(f"setup: {error}", file=sys.stderr)
            else:
                if is_model(hint):
                    return typing.cast("type[BaseModel]", without_annotated(hint))
    return model_named(module, "AppSetup")
