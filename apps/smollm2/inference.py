from __future__ import annotations

from collections.abc import AsyncGenerator
from typing import Any

from pydantic import Field

from inferencesh import BaseApp, BaseAppInput, BaseAppSetup, OutputMeta, TextMeta
from inferencesh.models.llm import (
    LLMInput,
    LLMOutput,
    LLMUsage,
    ToolCallsMixin,
    ToolsCapabilityMixin,
    build_openai_messages,
    build_tools,
)

from . import tools
from .model import Model, Progress


class AppSetup(BaseAppSetup):
    context_size: int = Field(default=4096, ge=512, le=8192, description="Tokens of a conversation kept in mind")


class RunInput(ToolsCapabilityMixin, LLMInput):
    max_tokens: int = Field(default=256, ge=1, le=4096, description="Most tokens of the answer")


class RunOutput(ToolCallsMixin, LLMOutput):
    pass


class ChatInput(BaseAppInput):
    text: str = Field(description="What is said now")
    system_prompt: str = Field(default="You are a helpful assistant.", description="Counts at the first call")
    max_tokens: int = Field(default=256, ge=1, le=4096, description="Most tokens of the answer")
    temperature: float = Field(default=0.7, ge=0, le=1)


class ChatOutput(LLMOutput):
    turns: int = Field(description="What was said so far, by both")


class App(BaseApp):
    async def setup(self, config: AppSetup) -> None:
        self.model = Model(config.context_size)
        self.conversation: list[dict[str, Any]] = []

    async def run(self, input_data: RunInput) -> AsyncGenerator[RunOutput, None]:
        """Answers a message, given the conversation before it. Keeps nothing."""
        messages = build_openai_messages(input_data)
        offered = tools.usable(messages, build_tools(input_data.tools) or [])
        choosing = Progress()
        if offered:
            question = {**tools.question(messages, offered), "max_tokens": input_data.max_tokens}
            async for choosing in self.model.answer(question, self._is_cancelled):
                pass
            if calls := tools.choice(choosing.text):
                yield RunOutput(response="", tool_calls=calls, **_figures(choosing))
                return
        request = {
            "messages": [tools.plain(message) for message in messages],
            "max_tokens": input_data.max_tokens,
            "temperature": input_data.temperature,
            "top_p": input_data.top_p,
        }
        async for progress in self.model.answer(request, self._is_cancelled):
            yield RunOutput(response=progress.text, **_figures(progress.after(choosing)))

    async def chat(self, input_data: ChatInput) -> AsyncGenerator[ChatOutput, None]:
        """Answers a message and remembers what was said, for as long as its process lives: call it in a session."""
        before = self.conversation or [{"role": "system", "content": input_data.system_prompt}]
        messages = [*before, {"role": "user", "content": input_data.text}]
        request = {
            "messages": messages,
            "max_tokens": input_data.max_tokens,
            "temperature": input_data.temperature,
        }
        progress = Progress()
        async for progress in self.model.answer(request, self._is_cancelled):
            yield ChatOutput(response=progress.text, turns=len(messages), **_figures(progress))
        # A cancelled call never comes here: it has not been said.
        self.conversation = [*messages, {"role": "assistant", "content": progress.text}]

    def _is_cancelled(self) -> bool:
        return self.context.cancel_requested


def _figures(progress: Progress) -> dict[str, Any]:
    return {
        "usage": LLMUsage(
            stop_reason=progress.stop_reason,
            time_to_first_token=progress.seconds_to_first_token,
            tokens_per_second=progress.tokens_per_second,
            prompt_tokens=progress.prompt_tokens,
            completion_tokens=progress.tokens,
            total_tokens=progress.prompt_tokens + progress.tokens,
        ),
        "output_meta": OutputMeta(
            inputs=[TextMeta(tokens=progress.prompt_tokens)], outputs=[TextMeta(tokens=progress.tokens)]
        ),
    }
