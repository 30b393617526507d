"""What an app imports to run on Hearth, and what a program imports to call it.

The names of ``inferencesh.models.llm`` are imported from there; those of the client are in ``inferencesh.client``, too.
"""

from typing import TYPE_CHECKING, Any

from inferencesh._version import __version__
from inferencesh.app import BaseApp, BaseAppInput, BaseAppOutput, BaseAppSetup
from inferencesh.file import File, FileUnavailableError
from inferencesh.metadata import Metadata
from inferencesh.models.output_meta import (
    AudioMeta,
    ImageMeta,
    MetaItem,
    OutputMeta,
    RawMeta,
    TextMeta,
    VideoMeta,
    VideoResolution,
)

if TYPE_CHECKING:
    from inferencesh.client import AdHocAgentOptions as AdHocAgentOptions
    from inferencesh.client import Agent as Agent
    from inferencesh.client import AgentFailedError as AgentFailedError
    from inferencesh.client import APIConnectionError as APIConnectionError
    from inferencesh.client import APIError as APIError
    from inferencesh.client import APITimeoutError as APITimeoutError
    from inferencesh.client import AsyncAgent as AsyncAgent
    from inferencesh.client import AsyncInference as AsyncInference
    from inferencesh.client import AsyncSession as AsyncSession
    from inferencesh.client import AsyncTaskStream as AsyncTaskStream
    from inferencesh.client import AuthenticationError as AuthenticationError
    from inferencesh.client import ChatMessageContentType as ChatMessageContentType
    from inferencesh.client import ChatMessageRole as ChatMessageRole
    from inferencesh.client import ChatMessageStatus as ChatMessageStatus
    from inferencesh.client import ChatStatus as ChatStatus
    from inferencesh.client import Inference as Inference
    from inferencesh.client import RateLimitError as RateLimitError
    from inferencesh.client import RequirementError as RequirementError
    from inferencesh.client import RequirementsNotMetError as RequirementsNotMetError
    from inferencesh.client import Session as Session
    from inferencesh.client import SessionEndedError as SessionEndedError
    from inferencesh.client import SessionError as SessionError
    from inferencesh.client import SessionExpiredError as SessionExpiredError
    from inferencesh.client import SessionNotFoundError as SessionNotFoundError
    from inferencesh.client import SetupAction as SetupAction
    from inferencesh.client import StreamInterruptedError as StreamInterruptedError
    from inferencesh.client import TaskCancelledError as TaskCancelledError
    from inferencesh.client import TaskFailedError as TaskFailedError
    from inferencesh.client import TaskStatus as TaskStatus
    from inferencesh.client import TaskStream as TaskStream
    from inferencesh.client import Tool as Tool
    from inferencesh.client import ToolCall as ToolCall
    from inferencesh.client import ToolInvocationStatus as ToolInvocationStatus
    from inferencesh.client import ToolType as ToolType
    from inferencesh.client import UploadFileOptions as UploadFileOptions
    from inferencesh.client import WorkerLostError as WorkerLostError
    from inferencesh.client import agent_tool as agent_tool
    from inferencesh.client import app_tool as app_tool
    from inferencesh.client import array as array
    from inferencesh.client import async_inference as async_inference
    from inferencesh.client import boolean as boolean
    from inferencesh.client import enum_of as enum_of
    from inferencesh.client import http_tool as http_tool
    from inferencesh.client import inference as inference
    from inferencesh.client import integer as integer
    from inferencesh.client import internal_tools as internal_tools
    from inferencesh.client import is_message_ready as is_message_ready
    from inferencesh.client import is_terminal_status as is_terminal_status
    from inferencesh.client import number as number
    from inferencesh.client import obj as obj
    from inferencesh.client import optional as optional
    from inferencesh.client import parse_status as parse_status
    from inferencesh.client import string as string
    from inferencesh.client import tool as tool
    from inferencesh.client import webhook_tool as webhook_tool
    from inferencesh.fetching import StorageDir as StorageDir
    from inferencesh.fetching import download as download
    from inferencesh.models.llm import LLMInput as LLMInput
    from inferencesh.models.llm import LLMOutput as LLMOutput

# Names whose modules are imported when they are first asked for: a runner starts without them. They are not in __all__,
# because a star import would ask for each.
_LAZY = {
    "LLMInput": "inferencesh.models.llm",
    "LLMOutput": "inferencesh.models.llm",
    "StorageDir": "inferencesh.fetching",
    "download": "inferencesh.fetching",
}

__all__ = [
    "AudioMeta",
    "BaseApp",
    "BaseAppInput",
    "BaseAppOutput",
    "BaseAppSetup",
    "File",
    "FileUnavailableError",
    "ImageMeta",
    "MetaItem",
    "Metadata",
    "OutputMeta",
    "RawMeta",
    "TextMeta",
    "VideoMeta",
    "VideoResolution",
    "__version__",
]


def __getattr__(name: str) -> Any:
    module = _LAZY.get(name)
    if module is None and not name.startswith("__"):
        from inferencesh.client import NAMES

        module = NAMES.get(name)
    if module is None:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    import importlib

    value = getattr(importlib.import_module(module), name)
    globals()[name] = value
    return value
