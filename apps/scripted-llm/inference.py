from __future__ import annotations

import asyncio
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
    ReasoningMixin,
    ToolCallsMixin,
    ToolsCapabilityMixin,
)

from . import script


class AppSetup(BaseAppSetup):
    script: dict[str, Any] | None = Field(default=None, description="What to say where no message brings a script")


class RunInput(ToolsCapabilityMixin, ReasoningCapabilityMixin, ImageCapabilityMixin, FileCapabilityMixin, LLMInput):
    pass


class RunOutput(ToolCallsMixin, ReasoningMixin, LLMOutput):
    pass


class App(BaseApp):
    async def setup(self, config: AppSetup) -> None:
        self.script = config.script

    async def run(self, input_data: RunInput) -> AsyncGenerator[RunOutput, None]:
        """Says the round of its script that the conversation has come to."""
        turn = script.Turn([*input_data.context, input_data])
        found = script.find(turn.text, input_data.system_prompt, self.script)
        if found is None:
            found = script.Script(rounds=[script.Round(text="You said: {text}")])
        number = found.round_after(turn.results)
        spoken = found.rounds[number]
        calls = [_call(call, f"call_{turn.number}_{number}_{place}") for place, call in enumerate(spoken.tool_calls)]

        answer = RunOutput(response="", reasoning=spoken.reasoning)
        if spoken.reasoning:
            yield answer
        for piece in spoken.said() or [""]:
            await asyncio.sleep(spoken.delay_ms / 1000)
            if piece:
                answer = answer.model_copy(update={"response": answer.response + turn.fill(piece)})
                yield answer
        if spoken.fail is not None:
            raise RuntimeError(spoken.fail)
        if spoken.crash:
            os._exit(42)
        if calls and spoken.partial_arguments:
            yield answer.model_copy(update={"tool_calls": [_half(call) for call in calls]})
        usage = spoken.usage or _counted(input_data, answer.response)
        yield answer.model_copy(
            update={
                "tool_calls": calls or None,
                "usage": usage,
                "output_meta": OutputMeta(
                    inputs=[TextMeta(tokens=usage.prompt_tokens)], outputs=[TextMeta(tokens=usage.completion_tokens)]
                ),
            }
        )


def _call(call: script.Call, usual_id: str) -> dict[str, Any]:
    function = {"name": call.name, "arguments": call.text()}
    return {"id": call.id or usual_id, "type": "function", "function": function}


def _half(call: dict[str, Any]) -> dict[str, Any]:
    text = call["function"]["arguments"]
    return {**call, "function": {**call["function"], "arguments": text[: len(text) // 2]}}


def _counted(asked: RunInput, response: str) -> LLMUsage:
    prompt = len(asked.system_prompt.split()) + sum(len(each.text.split()) for each in [*asked.context, asked])
    completion = len(response.split())
    return LLMUsage(
        stop_reason="stop",
        prompt_tokens=prompt,
        completion_tokens=completion,
        total_tokens=prompt + completion,
    )
