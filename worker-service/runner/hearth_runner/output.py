"""From what an app returns to the bytes of a task's output."""

from __future__ import annotations

import json
import math
from collections.abc import Callable
from typing import Any

import pydantic_core
from pydantic import BaseModel, ValidationError

from hearth_runner.errors import INVALID_OUTPUT, CallError, describe_validation
from hearth_runner.functions import AppFunction, is_model
from inferencesh.file import File, FileHooks

MAX_OUTPUT_BYTES = 32 << 20


def fitted(value: Any, function: AppFunction) -> Any:
    """The value itself if it fits the function's output type; dicts and other plain values become the model."""
    wanted = function.output_type
    adapter = function.output_adapter
    if adapter is None or (isinstance(wanted, type) and isinstance(value, wanted)):
        return value
    try:
        if isinstance(value, BaseModel):
            # A model of another class, such as one with more fields: it must fit, and is written as it is.
            adapter.validate_python(value, from_attributes=True)
            return value
        return adapter.validate_python(value)
    except ValidationError as error:
        name = getattr(wanted, "__name__", str(wanted))
        if value is None and is_model(wanted):
            raise CallError(INVALID_OUTPUT, f"{function.name} returned None where {name} is declared") from error
        raise CallError(
            INVALID_OUTPUT, f"{function.name} returned what does not fit: {describe_validation(error)}", error
        ) from error


def write(value: Any, written: Callable[[File], Any]) -> bytes:
    """JSON of a value, order kept; ``written`` gives what stands for a file."""
    token = FileHooks.written.set(written)
    try:
        if isinstance(value, BaseModel):
            data = value.__pydantic_serializer__.to_json(value)
        else:
            data = pydantic_core.to_json(value)
    except CallError:
        raise
    except Exception as error:  # serializers of the app's own models may raise anything
        cause = error.__cause__ or error.__context__
        if isinstance(cause, CallError):
            raise cause from error
        text = str(error).removeprefix("Error serializing to JSON: ")
        raise CallError(
            INVALID_OUTPUT,
            f"Output cannot be written as JSON: {text}; "
            "return models, dicts, lists, text and numbers, and bytes as a File",
            error,
        ) from error
    finally:
        FileHooks.written.reset(token)
    _refuse_numbers_json_lacks(value, data)
    if len(data) > MAX_OUTPUT_BYTES:
        raise CallError(
            INVALID_OUTPUT,
            f"Output has {len(data)} bytes, the limit is {MAX_OUTPUT_BYTES}: return large results as files",
        )
    return data


def _refuse_numbers_json_lacks(value: Any, data: bytes) -> None:
    """NaN and infinities come out as null or as bare words, so only then the value has to be searched for them."""
    if b"null" not in data and b"NaN" not in data and b"Infinity" not in data:
        return
    place = _find_odd_number(value, "")
    if place is not None:
        path, number = place
        raise CallError(INVALID_OUTPUT, f"Output field {path or 'value'} is {number}, and JSON has no such number")
    if b"NaN" in data or b"Infinity" in data:
        try:
            json.loads(data, parse_constant=_refuse_constant)
        except ValueError as error:
            raise CallError(INVALID_OUTPUT, f"Output is not JSON: {error}", error) from error


def _refuse_constant(name: str) -> None:
    raise ValueError(f"it holds {name}")


def _find_odd_number(value: Any, path: str) -> tuple[str, float] | None:
    kind = type(value)
    if kind is str or kind is int or kind is bool or value is None:
        return None
    if isinstance(value, float):
        return None if math.isfinite(value) else (path, value)
    for name, part in _named_parts(value):
        if type(part) is float and math.isfinite(part):
            continue
        found = _find_odd_number(part, f"{path}[{name}]" if isinstance(name, int) else f"{path}.{name}".lstrip("."))
        if found is not None:
            return found
    return None


def _named_parts(value: Any) -> Any:
    if isinstance(value, BaseModel):
        if value.model_config.get("ser_json_inf_nan") == "strings":
            return ()
        return [*value.__dict__.items(), *(value.__pydantic_extra__ or {}).items()]
    if isinstance(value, dict):
        return value.items()
    if isinstance(value, (list, tuple)):
        return enumerate(value)
    return ()
