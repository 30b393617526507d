"""What the client raises."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any


class APIError(Exception):
    """An answer that is not a success. ``message`` is the server's text, ``code`` its code if it sent one."""

    def __init__(
        self,
        status_code: int,
        message: str,
        response_body: str = "",
        *,
        code: str | None = None,
        request_id: str | None = None,
    ) -> None:
        super().__init__(f"HTTP {status_code}: {message}")
        self.status_code = status_code
        self.message = message
        self.response_body = response_body
        self.code = code
        self.request_id = request_id


class AuthenticationError(APIError):
    """401: the key is missing, wrong or revoked."""


class RateLimitError(APIError):
    """429. ``retry_after`` is in seconds, ``None`` when the server did not say."""

    retry_after: float | None = None


@dataclass
class SetupAction:
    """What a user can do about a requirement."""

    type: str
    provider: str | None = None
    scopes: list[str] = field(default_factory=list)


@dataclass
class RequirementError:
    """One requirement of an app that is not met."""

    type: str
    key: str
    message: str
    action: SetupAction | None = None


class RequirementsNotMetError(APIError):
    """412: the app needs a secret, an integration or a scope that is not there."""

    errors: list[RequirementError]

    def __str__(self) -> str:
        return self.message


class SessionError(APIError):
    """A call on a session that cannot take it."""

    session_id: str | None = None


class SessionNotFoundError(SessionError):
    """There is no such session."""


class SessionExpiredError(SessionError):
    """The session was idle for too long."""


class SessionEndedError(SessionError):
    """The session was ended."""


class WorkerLostError(SessionError):
    """The worker that held the session is gone, and what it remembered with it."""


class APIConnectionError(ConnectionError):
    """No answer came: the server was not reached, or the connection broke."""


class APITimeoutError(APIConnectionError, TimeoutError):
    """No answer came in time."""


class TaskFailedError(RuntimeError):
    """The task ended as FAILED; the message is its error."""

    def __init__(self, task: dict[str, Any]) -> None:
        super().__init__(task.get("error") or "task failed")
        self.task = task


class TaskCancelledError(RuntimeError):
    """The task ended as CANCELLED."""

    def __init__(self, task: dict[str, Any]) -> None:
        super().__init__("task cancelled")
        self.task = task


class AgentFailedError(RuntimeError):
    """The turn of an agent failed. ``chat_message`` is its last message."""

    def __init__(self, text: str, chat_message: dict[str, Any]) -> None:
        super().__init__(text)
        self.chat_message = chat_message


class StreamInterruptedError(RuntimeError):
    """A stream broke more often than allowed; what it told about may still be going on."""


_SESSION_ERRORS: dict[str, type[SessionError]] = {
    "SESSION_NOT_FOUND": SessionNotFoundError,
    "SESSION_EXPIRED": SessionExpiredError,
    "SESSION_ENDED": SessionEndedError,
    "WORKER_LOST": WorkerLostError,
}


def error_of(status: int, headers: Mapping[str, str], text: str, session_id: str | None = None) -> APIError:
    """The error that stands for an answer."""
    try:
        body = json.loads(text)
    except ValueError:
        body = None
    inner = body.get("error") if isinstance(body, dict) else None
    code = inner.get("code") if isinstance(inner, dict) else None
    kind = _kind(status, code, body)
    error = kind(
        status,
        _message(body, text),
        text,
        code=code if isinstance(code, str) else None,
        request_id=headers.get("x-request-id"),
    )
    if isinstance(error, RequirementsNotMetError):
        error.errors = [_requirement(each) for each in body["errors"] if isinstance(each, dict)]
        if error.errors:
            error.message = error.errors[0].message
    if isinstance(error, SessionError):
        error.session_id = session_id
    if isinstance(error, RateLimitError):
        error.retry_after = retry_after(headers)
    return error


def retry_after(headers: Mapping[str, str]) -> float | None:
    """Seconds that the server asks to wait; dates are understood too."""
    value = headers.get("retry-after")
    if value is None:
        return None
    try:
        return max(0.0, float(value))
    except ValueError:
        pass
    from datetime import datetime, timezone
    from email.utils import parsedate_to_datetime

    try:
        at = parsedate_to_datetime(value)
    except (TypeError, ValueError):
        return None
    return max(0.0, (at - datetime.now(timezone.utc)).total_seconds())


def _kind(status: int, code: Any, body: Any) -> type[APIError]:
    if status == 412 and isinstance(body, dict) and isinstance(body.get("errors"), list):
        return RequirementsNotMetError
    if isinstance(code, str) and code in _SESSION_ERRORS:
        return _SESSION_ERRORS[code]
    return {401: AuthenticationError, 429: RateLimitError}.get(status, APIError)


def _message(body: Any, text: str) -> str:
    if isinstance(body, dict):
        inner = body.get("error")
        candidates = [inner.get("message") if isinstance(inner, dict) else inner]
        candidates += [body.get("detail"), body.get("title"), body.get("message")]
        for candidate in candidates:
            if isinstance(candidate, str) and candidate:
                return candidate
    return text.strip()[:500] or "the server gave no reason"


def _requirement(each: dict[str, Any]) -> RequirementError:
    action = each.get("action")
    return RequirementError(
        str(each.get("type", "")),
        str(each.get("key", "")),
        str(each.get("message", "")),
        SetupAction(str(action.get("type", "")), action.get("provider"), list(action.get("scopes") or []))
        if isinstance(action, dict)
        else None,
    )
