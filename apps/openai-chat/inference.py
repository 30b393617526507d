from __future__ import annotations

import os
from collections.abc import AsyncGenerator
from typing import Any

from pydantic import Field

from inferencesh import BaseApp, BaseAppSetup, OutputMeta, TextMeta
from inferencesh.models.llm import (
    FileCapabilityMixin,
    ImageCapabilityMixin,
    LLMInput,
    LLMOutput,
    LLMUsage,
    ReasoningCapabilityMixin,
    ReasoningEffortEnum,
    ReasoningMixin,
    ResponseTransformer,
    Timing,
    ToolCallsMixin,
    ToolsCapabilityMixin,
    build_openai_messages,
    build_tools,
    timing_context,
)

from .endpoint import Endpoint


class AppSetup(BaseAppSetup):
    base_url: str = Field(default="", description="The endpoint; otherwise the secret OPENAI_BASE_URL")
    model: str = Field(default="", description="Its model, unless the input names another")
    extra: dict[str, Any] = Field(default={}, description="Further fields of every request")
    timeout_seconds: float = Field(default=120, gt=0, description="How long the endpoint may be silent")


class RunInput(ToolsCapabilityMixin, ReasoningCapabilityMixin, ImageCapabilityMixin, FileCapabilityMixin, LLMInput):
    # What is not given is not sent: models differ in what they take.
    temperature: float | None = Field(default=None, ge=0.0, le=2.0, description="How freely words are chosen")  # type: ignore[assignment]
    top_p: float | None = Field(default=None, ge=0.0, le=1.0, description="Share of likely words to choose from")  # type: ignore[assignment]
    max_tokens: int | None = Field(default=None, ge=1, description="Most tokens of the answer")  # type: ignore[assignment]
    context_size: int = Field(default=128_000, description="Tokens of the conversation that the model keeps in mind")
    model: str | None = Field(default=None, description="The model, instead of the setup's")


class RunOutput(ToolCallsMixin, ReasoningMixin, LLMOutput):
    pass


class App(BaseApp):
    async def setup(self, config: AppSetup) -> None:
        base_url = config.base_url or os.environ.get("OPENAI_BASE_URL", "")
        if not base_url.startswith(("http://", "https://")):
            raise ValueError("openai-chat needs an endpoint: base_url in its setup, or the secret OPENAI_BASE_URL")
        self.config = config
        self.endpoint = Endpoint(base_url, os.environ.get("OPENAI_API_KEY", ""), config.timeout_seconds)

    async def run(self, input_data: RunInput) -> AsyncGenerator[RunOutput, None]:
        """Forwards a message and the conversation before it; every output holds all of the answer so far."""
        transformer = ResponseTransformer(RunOutput)
        buffer, stop_reason, reported = "", "", {}
        with timing_context() as timing:
            async for chunk in self.endpoint.stream(self._request(input_data)):
                reported = chunk.get("usage") or reported
                for choice in (chunk.get("choices") or [])[:1]:
                    stop_reason = choice.get("finish_reason") or stop_reason
                    delta = choice.get("delta") or {}
                    if any(delta.get(key) for key in ("content", "tool_calls", "reasoning_content", "reasoning")):
                        timing.mark_token()
                        buffer, output, _ = transformer(delta, buffer)
                        yield output
        usage = _usage(timing, stop_reason, reported)
        transformer.state.usage = usage
        tokens = OutputMeta(
            inputs=[TextMeta(tokens=usage.prompt_tokens)], outputs=[TextMeta(tokens=usage.completion_tokens)]
        )
        yield transformer.finish().model_copy(update={"output_meta": tokens})

    def _request(self, input_data: RunInput) -> dict[str, Any]:
        effort = input_data.reasoning_effort
        fields = {
            "model": input_data.model or self.config.model,
            "messages": build_openai_messages(input_data),
            "tools": build_tools(input_data.tools),
            "temperature": input_data.temperature,
            "top_p": input_data.top_p,
            "max_tokens": input_data.max_tokens,
            "reasoning_effort": None if effort == ReasoningEffortEnum.NONE else effort.value,
            **self.config.extra,
        }
        return {key: value for key, value in fields.items() if value is not None and value != ""}


def _usage(timing: Timing, stop_reason: str, reported: dict[str, Any]) -> LLMUsage:
    prompt = reported.get("prompt_tokens") or 0
    completion = reported.get("completion_tokens") or timing.tokens
    details = reported.get("completion_tokens_details") or {}
    return LLMUsage(
        stop_reason=stop_reason,
        time_to_first_token=round(timing.time_to_first_token, 3),
        tokens_per_second=round(timing.tokens_per_second, 1),
        prompt_tokens=prompt,
        completion_tokens=completion,
        total_tokens=reported.get("total_tokens") or prompt + completion,
        reasoning_tokens=details.get("reasoning_tokens") or 0,
    )
