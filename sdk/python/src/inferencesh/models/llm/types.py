"""What goes into a language model and what comes out. Capabilities are added as mixins."""

from __future__ import annotations

from enum import Enum
from typing import Any

from pydantic import BaseModel, Field

from inferencesh.app import BaseAppInput, BaseAppOutput
from inferencesh.file import File

_SYSTEM_PROMPT = "You are a helpful assistant. Answer clearly and to the point."


class ContextMessageRole(str, Enum):
    """Who speaks."""

    USER = "user"
    ASSISTANT = "assistant"
    SYSTEM = "system"
    TOOL = "tool"


class Message(BaseModel):
    """A turn of a conversation, as plain text."""

    role: ContextMessageRole
    content: str


class ContextMessage(BaseModel):
    """An earlier turn of a conversation, with all that it may carry."""

    role: ContextMessageRole = Field(default=ContextMessageRole.USER, description="Who speaks")
    text: str = Field(default="", description="What was said")
    reasoning: str | None = Field(default=None, description="What the model thought before it spoke")
    images: list[File] | None = Field(
        default=None, description="Pictures shown", json_schema_extra={"contentMediaType": "image/*"}
    )
    files: list[File] | None = Field(default=None, description="Files handed over")
    tool_calls: list[dict[str, Any]] | None = Field(default=None, description="Tools the model asked for")
    tool_call_id: str | None = Field(default=None, description="The call that a tool answers here")


class BaseLLMInput(BaseAppInput):
    """A conversation and its next message."""

    system_prompt: str = Field(default=_SYSTEM_PROMPT, description="Who the model is to be, and how it is to answer")
    context: list[ContextMessage] = Field(default=[], description="Earlier turns, oldest first")
    role: ContextMessageRole = Field(default=ContextMessageRole.USER, description="Who speaks now")
    text: str = Field(description="What is said now")
    temperature: float = Field(default=0.7, ge=0.0, le=1.0, description="How freely words are chosen")
    top_p: float = Field(default=0.95, ge=0.0, le=1.0, description="Share of likely words to choose from")
    context_size: int = Field(default=4096, description="Tokens of the conversation that the model keeps in mind")


class LLMInput(BaseLLMInput):
    """A conversation, and how long the answer may be."""

    max_tokens: int = Field(default=64000, description="Most tokens of the answer")


class ImageCapabilityMixin(BaseModel):
    """For models that see."""

    images: list[File] | None = Field(
        default=None, description="Pictures to look at", json_schema_extra={"contentMediaType": "image/*"}
    )


class FileCapabilityMixin(BaseModel):
    """For models that read files."""

    files: list[File] | None = Field(default=None, description="Files to read")


class ReasoningEffortEnum(str, Enum):
    """How much to think before answering."""

    LOW = "low"
    MEDIUM = "medium"
    HIGH = "high"
    NONE = "none"


class ReasoningCapabilityMixin(BaseModel):
    """For models that think before they answer."""

    reasoning: str | None = Field(default=None, description="Earlier thoughts to go on from")
    reasoning_effort: ReasoningEffortEnum = Field(default=ReasoningEffortEnum.NONE, description="How much to think")
    reasoning_max_tokens: int | None = Field(default=None, description="Most tokens to think with")


class ToolsCapabilityMixin(BaseModel):
    """For models that use tools."""

    tools: list[dict[str, Any]] | None = Field(default=None, description="Tools the model may ask for")
    tool_call_id: str | None = Field(
        default=None, description="The call that this message answers, if its role is tool"
    )


class LLMUsage(BaseModel):
    """What an answer took."""

    stop_reason: str = ""
    time_to_first_token: float = 0.0
    tokens_per_second: float = 0.0
    prompt_tokens: int = 0
    completion_tokens: int = 0
    total_tokens: int = 0
    reasoning_tokens: int = 0
    reasoning_time: float = 0.0


class BaseLLMOutput(BaseAppOutput):
    """The answer so far; every snapshot holds all of it."""

    response: str = Field(description="The answer")


class LLMUsageMixin(BaseModel):
    usage: LLMUsage | None = Field(default=None, description="What the answer took")


class ReasoningMixin(BaseModel):
    reasoning: str | None = Field(default=None, description="What the model thought")


class ToolCallsMixin(BaseModel):
    tool_calls: list[dict[str, Any]] | None = Field(default=None, description="Tools the model asks for")


class ImagesMixin(BaseModel):
    images: list[File] | None = Field(default=None, description="Pictures the model made")


class LLMOutput(LLMUsageMixin, BaseLLMOutput):
    """The answer so far and what it took."""
