"""What publishing wants to know of an app: its functions and their schemas, exactly as its models give them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from pydantic import BaseModel

from hearth_runner.app import AppMissing, AppModule
from hearth_runner.connection import Connection, Frame
from hearth_runner.errors import message_of, where_of
from hearth_runner.functions import AppFunction, AppFunctions, UnresolvedHint, is_model, model_named, without_annotated
from hearth_runner.logs import print_traceback


def describe(frame: Frame, connection: Connection) -> int:
    """Answers a ``describe`` frame and returns the exit status of the process."""
    root = Path(frame.header["root"])
    manifest = frame.header.get("manifest") or {}
    try:
        module = AppModule(root, str(manifest.get("default_function") or ""))
        payload = json.dumps(_description(module, manifest), allow_nan=False, separators=(",", ":")).encode()
    except BaseException as error:  # code of the app
        if not isinstance(error, AppMissing):
            print_traceback(error)
        message, where = message_of(error), where_of(error, root / "src")
        connection.send({"type": "describe_failed", "message": message, "where": where})
        return 1
    connection.send({"type": "described"}, payload)
    return 0


def _description(module: AppModule, manifest: dict[str, Any]) -> dict[str, Any]:
    functions = module.functions
    default = _require_default(functions, manifest)
    described = {name: _describe_function(function) for name, function in functions.listed.items()}
    if default is not None and default.name in described:
        top = described[default.name]
        input_schema, output_schema = top["input_schema"], top["output_schema"]
    else:
        input_schema = _schema_named(module, "AppInput", default, "input")
        output_schema = _schema_named(module, "AppOutput", default, "output")
    return {
        "functions": described,
        "default_function": default.name if default else "",
        "input_schema": input_schema,
        "output_schema": output_schema,
        "setup_schema": _schema(module.setup_model, "setup") if module.setup_model else None,
        "warnings": functions.warnings,
    }


def _require_default(functions: AppFunctions, manifest: dict[str, Any]) -> AppFunction | None:
    if not functions.names:
        raise AppMissing(
            "class App in inference.py has no function to call: define run(self, input_data: AppInput) -> AppOutput"
        )
    wanted = manifest.get("default_function")
    if wanted and functions.default is None:
        names = ", ".join(functions.names)
        raise AppMissing(f"default_function {wanted!r} in inf.yml is no function of App, but one of: {names}")
    return functions.default


def _describe_function(function: AppFunction) -> dict[str, Any]:
    return {
        "description": function.description,
        "input_schema": _schema(function.input_hint, f"input of {function.name}"),
        "output_schema": _schema(function.output_hint, f"output of {function.name}"),
    }


def _schema_named(module: AppModule, name: str, default: AppFunction | None, direction: str) -> dict[str, Any] | None:
    """Schema of a function that is not listed: by its own hint where that is a model, else by the usual name."""
    model = model_named(module.module, name)
    if default is not None:
        try:
            hint = default.input_hint if direction == "input" else default.output_hint
        except UnresolvedHint:
            hint = None
        model = hint if is_model(hint) else model
    return _schema(model, name) if model is not None else None


def _schema(model: Any, what: str) -> dict[str, Any]:
    plain: type[BaseModel] = without_annotated(model)
    try:
        schema = plain.model_json_schema()
    except Exception as error:  # pydantic says in many ways that a type has no schema
        raise SchemaError(f"{what}: no JSON schema for {plain.__name__}: {message_of(error)}") from error
    try:
        json.dumps(schema, allow_nan=False)
    except ValueError as error:
        name = plain.__name__
        raise SchemaError(f"{what}: the JSON schema of {name} holds a number that JSON lacks: {error}") from error
    return schema


class SchemaError(Exception):
    """A model has no JSON schema."""
