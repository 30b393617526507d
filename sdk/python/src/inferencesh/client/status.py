"""Statuses and other enumerations of the wire."""

from __future__ import annotations

from enum import Enum, IntEnum


class TaskStatus(IntEnum):
    """Where a task stands. The numbers are not in the order of time."""

    UNKNOWN = 0
    RECEIVED = 1
    QUEUED = 2
    DISPATCHED = 3
    SCHEDULED = 3
    PREPARING = 4
    SERVING = 5
    SETTING_UP = 6
    RUNNING = 7
    CANCELLING = 8
    UPLOADING = 9
    COMPLETED = 10
    FAILED = 11
    CANCELLED = 12


_TERMINAL = frozenset({TaskStatus.COMPLETED, TaskStatus.FAILED, TaskStatus.CANCELLED})


def parse_status(status: int | str | None) -> TaskStatus:
    """The status of a number or a name in either case; ``UNKNOWN`` for whatever is neither."""
    if isinstance(status, str):
        text = status.strip()
        if not text.isdigit():
            return TaskStatus.__members__.get(text.upper(), TaskStatus.UNKNOWN)
        status = int(text)
    try:
        return TaskStatus(status)  # type: ignore[arg-type]
    except ValueError:
        return TaskStatus.UNKNOWN


def is_terminal_status(status: int | str | None) -> bool:
    """Whether a task with this status stays as it is."""
    return parse_status(status) in _TERMINAL


class _Text(str, Enum):
    def __str__(self) -> str:
        return str(self.value)


class ChatStatus(_Text):
    BUSY = "busy"
    IDLE = "idle"
    AWAITING_INPUT = "awaiting_input"
    COMPLETED = "completed"


class ChatMessageStatus(_Text):
    PENDING = "pending"
    READY = "ready"
    FAILED = "failed"
    CANCELLED = "cancelled"
    QUEUED = "queued"


class ChatMessageRole(_Text):
    SYSTEM = "system"
    USER = "user"
    ASSISTANT = "assistant"
    TOOL = "tool"


class ChatMessageContentType(_Text):
    TEXT = "text"
    REASONING = "reasoning"
    IMAGE = "image"
    FILE = "file"
    TOOL = "tool"


class ToolType(_Text):
    APP = "app"
    AGENT = "agent"
    HOOK = "hook"
    HTTP = "http"
    CALL = "call"
    MCP = "mcp"
    CLIENT = "client"
    INTERNAL = "internal"


class ToolInvocationStatus(_Text):
    PENDING = "pending"
    IN_PROGRESS = "in_progress"
    AWAITING_INPUT = "awaiting_input"
    AWAITING_APPROVAL = "awaiting_approval"
    COMPLETED = "completed"
    FAILED = "failed"
    CANCELLED = "cancelled"


def is_message_ready(status: str | None) -> bool:
    """Whether a message with this status stays as it is."""
    return status in ("ready", "failed", "cancelled")
