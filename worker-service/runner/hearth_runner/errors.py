"""Failures of a call, in words for the person who made it."""

import sys
import traceback
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from pydantic import ValidationError

INVALID_INPUT = "INVALID_INPUT"
INVALID_OUTPUT = "INVALID_OUTPUT"
SETUP_FAILED = "SETUP_FAILED"
APP_ERROR = "APP_ERROR"
FILE_UNAVAILABLE = "FILE_UNAVAILABLE"

#: What Python itself raises for mistakes in code. Their texts mean little without their names and their line; those of
#: ``ValueError``, ``RuntimeError`` and an app's own classes are written for whoever made the call.
_MISTAKES = (
    ArithmeticError, AssertionError, AttributeError, EOFError, ImportError, LookupError, MemoryError, NameError,
    NotImplementedError, OSError, RecursionError, StopAsyncIteration, StopIteration, SyntaxError, SystemExit, TypeError,
    UnicodeError,
)  # fmt: skip

_MAX_MESSAGE_CHARACTERS = 4000
_MAX_LISTED_ERRORS = 20


class CallError(Exception):
    """A call (or a load) fails with a code of the engine and a readable message."""

    def __init__(self, code: str, message: str, cause: BaseException | None = None) -> None:
        super().__init__(shorten(message))
        self.code = code
        self.cause = cause


class Cancelled(BaseException):
    """The engine asked for the call to end while it waited for a file."""


def message_of(error: BaseException) -> str:
    """The text of an exception, short enough for a task and never empty."""
    if isinstance(error, ValidationError):
        text = describe_validation(error)
    elif isinstance(error, SyntaxError):
        text = f"{type(error).__name__}: {error.msg}"
    elif isinstance(error, ModuleNotFoundError):
        text = f"{type(error).__name__}: {error}{_advice_on(error.name)}"
    elif is_mistake(error):
        text = f"{type(error).__name__}: {_text_of(error)}".strip().removesuffix(":")
    else:
        text = _text_of(error).strip() or type(error).__name__
    return shorten(text)


def is_mistake(error: BaseException | None) -> bool:
    """Whether an error tells of the app's code rather than of a value that it was given."""
    return isinstance(error, _MISTAKES) and type(error).__module__ == "builtins"


def located(error: CallError, where: str) -> str:
    """The text of a failure, with the author's line where that is what the reader needs."""
    is_authors = error.code in (SETUP_FAILED, INVALID_OUTPUT) or isinstance(error.cause, ValidationError)
    is_told = where and error.code != INVALID_INPUT and (is_authors or is_mistake(error.cause))
    return f"{error} ({where})" if is_told else str(error)


def _advice_on(module: str | None) -> str:
    top = (module or "").split(".")[0]
    if not top or top == "src" or top in sys.stdlib_module_names:
        return ""
    return "; if it is a package, name it in requirements.txt"


def _text_of(error: BaseException) -> str:
    try:
        return str(error)
    except Exception as broken:  # an exception class of the app whose __str__ raises
        return f"{type(error).__name__} (its text cannot be read: {type(broken).__name__})"


def printable(text: str) -> str:
    """The text without what has no place in UTF-8."""
    return text.encode("utf-8", "replace").decode("utf-8")


def shorten(text: str) -> str:
    text = printable(text)
    return text if len(text) <= _MAX_MESSAGE_CHARACTERS else text[: _MAX_MESSAGE_CHARACTERS - 1] + "…"


def describe_validation(error: ValidationError) -> str:
    """What does not fit, place by place. Values are left out: they belong to the caller, not to logs."""
    problems = error.errors(include_url=False, include_context=False)
    listed = [_describe_problem(problem["loc"], problem["msg"]) for problem in problems[:_MAX_LISTED_ERRORS]]
    if len(problems) > _MAX_LISTED_ERRORS:
        listed.append(f"and {len(problems) - _MAX_LISTED_ERRORS} more")
    return f"{error.title}: {'; '.join(listed)}"


def _describe_problem(place: Sequence[Any], message: str) -> str:
    return f"{'.'.join(str(part) for part in place)}: {message}" if place else message


def where_of(error: BaseException, source: Path) -> str:
    """``file:line`` of the innermost line of the author's code that an error passed, or an empty string."""
    if isinstance(error, SyntaxError) and error.filename and _is_under(error.filename, source):
        return f"{_relative(error.filename, source)}:{error.lineno or 0}"
    for frame in reversed(traceback.extract_tb(error.__traceback__)):
        if _is_under(frame.filename, source):
            return f"{_relative(frame.filename, source)}:{frame.lineno or 0}"
    return ""


def _is_under(filename: str, source: Path) -> bool:
    return filename.startswith(f"{source}/")


def _relative(filename: str, source: Path) -> str:
    return filename[len(str(source)) + 1 :]


def current_python() -> str:
    return ".".join(str(part) for part in sys.version_info[:3])
