"""Input, output and helpers of apps that speak with a language model."""

from inferencesh.models.llm.generate import Timing, stream_generate, timing_context
from inferencesh.models.llm.messages import build_messages, build_openai_messages, build_tools
from inferencesh.models.llm.transform import ResponseState, ResponseTransformer
from inferencesh.models.llm.types import (
    BaseLLMInput,
    BaseLLMOutput,
    ContextMessage,
    ContextMessageRole,
    FileCapabilityMixin,
    ImageCapabilityMixin,
    ImagesMixin,
    LLMInput,
    LLMOutput,
    LLMUsage,
    LLMUsageMixin,
    Message,
    ReasoningCapabilityMixin,
    ReasoningEffortEnum,
    ReasoningMixin,
    ToolCallsMixin,
    ToolsCapabilityMixin,
)

__all__ = [
    "BaseLLMInput",
    "BaseLLMOutput",
    "ContextMessage",
    "ContextMessageRole",
    "FileCapabilityMixin",
    "ImageCapabilityMixin",
    "ImagesMixin",
    "LLMInput",
    "LLMOutput",
    "LLMUsage",
    "LLMUsageMixin",
    "Message",
    "ReasoningCapabilityMixin",
    "ReasoningEffortEnum",
    "ReasoningMixin",
    "ResponseState",
    "ResponseTransformer",
    "Timing",
    "ToolCallsMixin",
    "ToolsCapabilityMixin",
    "build_messages",
    "build_openai_messages",
    "build_tools",
    "stream_generate",
    "timing_context",
]
