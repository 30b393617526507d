"""The client: what a program outside imports to run apps, to upload files and to talk to agents.

Every name is imported when it is first asked for, so that the app side stays free of the HTTP stack.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from inferencesh.client._async.agents import AsyncAgent as AsyncAgent
    from inferencesh.client._async.client import AsyncInference as AsyncInference
    from inferencesh.client._async.client import async_inference as async_inference
    from inferencesh.client._async.sessions import AsyncSession as AsyncSession
    from inferencesh.client._async.tasks import AsyncTaskStream as AsyncTaskStream
    from inferencesh.client._sync.agents import Agent as Agent
    from inferencesh.client._sync.client import Inference as Inference
    from inferencesh.client._sync.client import inference as inference
    from inferencesh.client._sync.sessions import Session as Session
    from inferencesh.client._sync.tasks import TaskStream as TaskStream
    from inferencesh.client.agents import AdHocAgentOptions as AdHocAgentOptions
    from inferencesh.client.agents import ToolCall as ToolCall
    from inferencesh.client.errors import AgentFailedError as AgentFailedError
    from inferencesh.client.errors import APIConnectionError as APIConnectionError
    from inferencesh.client.errors import APIError as APIError
    from inferencesh.client.errors import APITimeoutError as APITimeoutError
    from inferencesh.client.errors import AuthenticationError as AuthenticationError
    from inferencesh.client.errors import RateLimitError as RateLimitError
    from inferencesh.client.errors import RequirementError as RequirementError
    from inferencesh.client.errors import RequirementsNotMetError as RequirementsNotMetError
    from inferencesh.client.errors import SessionEndedError as SessionEndedError
    from inferencesh.client.errors import SessionError as SessionError
    from inferencesh.client.errors import SessionExpiredError as SessionExpiredError
    from inferencesh.client.errors import SessionNotFoundError as SessionNotFoundError
    from inferencesh.client.errors import SetupAction as SetupAction
    from inferencesh.client.errors import StreamInterruptedError as StreamInterruptedError
    from inferencesh.client.errors import TaskCancelledError as TaskCancelledError
    from inferencesh.client.errors import TaskFailedError as TaskFailedError
    from inferencesh.client.errors import WorkerLostError as WorkerLostError
    from inferencesh.client.sources import UploadFileOptions as UploadFileOptions
    from inferencesh.client.status import ChatMessageContentType as ChatMessageContentType
    from inferencesh.client.status import ChatMessageRole as ChatMessageRole
    from inferencesh.client.status import ChatMessageStatus as ChatMessageStatus
    from inferencesh.client.status import ChatStatus as ChatStatus
    from inferencesh.client.status import TaskStatus as TaskStatus
    from inferencesh.client.status import ToolInvocationStatus as ToolInvocationStatus
    from inferencesh.client.status import ToolType as ToolType
    from inferencesh.client.status import is_message_ready as is_message_ready
    from inferencesh.client.status import is_terminal_status as is_terminal_status
    from inferencesh.client.status import parse_status as parse_status
    from inferencesh.client.tools import Tool as Tool
    from inferencesh.client.tools import agent_tool as agent_tool
    from inferencesh.client.tools import app_tool as app_tool
    from inferencesh.client.tools import array as array
    from inferencesh.client.tools import boolean as boolean
    from inferencesh.client.tools import enum_of as enum_of
    from inferencesh.client.tools import http_tool as http_tool
    from inferencesh.client.tools import integer as integer
    from inferencesh.client.tools import internal_tools as internal_tools
    from inferencesh.client.tools import number as number
    from inferencesh.client.tools import obj as obj
    from inferencesh.client.tools import optional as optional
    from inferencesh.client.tools import string as string
    from inferencesh.client.tools import tool as tool
    from inferencesh.client.tools import webhook_tool as webhook_tool

_MODULES = {
    "_async.agents": ("AsyncAgent",),
    "_sync.agents": ("Agent",),
    "agents": ("AdHocAgentOptions", "ToolCall"),
    "tools": (
        "Tool",
        "agent_tool",
        "app_tool",
        "array",
        "boolean",
        "enum_of",
        "http_tool",
        "integer",
        "internal_tools",
        "number",
        "obj",
        "optional",
        "string",
        "tool",
        "webhook_tool",
    ),
    "_async.client": ("AsyncInference", "async_inference"),
    "_async.sessions": ("AsyncSession",),
    "_async.tasks": ("AsyncTaskStream",),
    "_sync.client": ("Inference", "inference"),
    "_sync.sessions": ("Session",),
    "_sync.tasks": ("TaskStream",),
    "errors": (
        "APIConnectionError",
        "APIError",
        "APITimeoutError",
        "AgentFailedError",
        "AuthenticationError",
        "RateLimitError",
        "RequirementError",
        "RequirementsNotMetError",
        "SessionEndedError",
        "SessionError",
        "SessionExpiredError",
        "SessionNotFoundError",
        "SetupAction",
        "StreamInterruptedError",
        "TaskCancelledError",
        "TaskFailedError",
        "WorkerLostError",
    ),
    "sources": ("UploadFileOptions",),
    "status": (
        "ChatMessageContentType",
        "ChatMessageRole",
        "ChatMessageStatus",
        "ChatStatus",
        "TaskStatus",
        "ToolInvocationStatus",
        "ToolType",
        "is_message_ready",
        "is_terminal_status",
        "parse_status",
    ),
}

#: Where each name of the client is.
NAMES = {name: f"{__name__}.{module}" for module, names in _MODULES.items() for name in names}


def __getattr__(name: str) -> Any:
    module = NAMES.get(name)
    if module is None:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    import importlib

    value = getattr(importlib.import_module(module), name)
    globals()[name] = value
    return value
