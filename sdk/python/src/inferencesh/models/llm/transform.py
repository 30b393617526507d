"""From the pieces a model streams to outputs that hold all of the answer so far."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field
from typing import Any

from pydantic import BaseModel

from inferencesh.models.llm.types import LLMOutput, LLMUsage

_END_TOKENS = re.compile(
    r"<\|(?:im_end|im_start|end|eot_id|eom_id|end_of_text|endoftext|end_of_turn|assistant|user|system)\|>"
    r"|<(?:end_of_turn|start_of_turn|eos|bos)>|</s>|<\uff5cend\u2581of\u2581sentence\uff5c>"
)
_THINK_OPEN, _THINK_CLOSE = "<think>", "</think>"
_TOOL_CALL = re.compile(r"<tool_call>(.*?)(?:</tool_call>|\Z)", re.DOTALL)
# An unfinished tag at the end of the text is not shown until the next piece tells what it is.
_HELD_BACK = (
    _THINK_OPEN,
    _THINK_CLOSE,
    "<tool_call>",
    "<|im_end|>",
    "<|eot_id|>",
    "<|endoftext|>",
    "</s>",
    "<end_of_turn>",
)


@dataclass
class ResponseState:
    """What is known of an answer while it streams."""

    buffer: str = ""
    response: str = ""
    reasoning: str | None = None
    tool_calls: list[dict[str, Any]] | None = None
    usage: LLMUsage | None = None
    state_changes: dict[str, bool] = field(
        default_factory=lambda: {"reasoning_started": False, "reasoning_ended": False, "response_started": False}
    )


class ResponseTransformer:
    """Turns streamed pieces into cumulative outputs. Every step can be overridden for a model with its own habits."""

    def __init__(self, output_cls: type[BaseModel] = LLMOutput) -> None:
        self.output_cls = output_cls
        self.state = ResponseState()

    def __call__(
        self, piece: str | dict[str, Any], buffer: str, usage: LLMUsage | None = None
    ) -> tuple[str, Any, dict[str, bool]]:
        """Takes the next piece (text, or a delta with ``content`` and ``tool_calls``) and the text before it."""
        self.state.buffer = buffer
        if usage is not None:
            self.state.usage = usage
        if isinstance(piece, dict):
            if piece.get("tool_calls"):
                self.handle_tool_calls(piece["tool_calls"])
            thought = piece.get("reasoning_content") or piece.get("reasoning")
            if thought:
                self.state.reasoning = (self.state.reasoning or "") + thought
            piece = piece.get("content") or ""
        self.transform_chunk(piece)
        return self.state.buffer, self.build_output(), self.state.state_changes

    def clean_text(self, text: str) -> str:
        """Removes the tokens by which chat templates mark the end of a turn."""
        return self.additional_cleaning(_END_TOKENS.sub("", text))

    def additional_cleaning(self, text: str) -> str:
        """For further cleaning in subclasses."""
        return text

    def transform_chunk(self, chunk: str) -> None:
        """Adds text to the buffer and reads the buffer anew."""
        self.state.buffer += chunk
        text = self.clean_text(_without_unfinished_tag(self.state.buffer))
        self._read(text)

    def finish(self) -> Any:
        """The output once nothing more comes: text that was held back is shown."""
        self._read(self.clean_text(self.state.buffer))
        return self.build_output()

    def handle_reasoning(self, text: str) -> str:
        """Takes ``<think>…</think>`` out of the text, notes it as reasoning and returns the rest."""
        before, opened, rest = text.partition(_THINK_OPEN)
        if not opened:
            return text
        thought, closed, answer = rest.partition(_THINK_CLOSE)
        self.state.reasoning = thought.strip()
        self.state.state_changes["reasoning_started"] = True
        self.state.state_changes["reasoning_ended"] = bool(closed)
        return before + answer

    def handle_function_calls(self, text: str) -> str:
        """Takes ``<tool_call>{…}</tool_call>`` out of the text, notes the finished ones and returns the rest."""
        bodies = [match.group(1) for match in _TOOL_CALL.finditer(text)]
        if not bodies:
            return text
        calls = [call for call in map(_parsed_call, bodies) if call is not None]
        if calls:
            self.state.tool_calls = [{"id": f"call_{number}", **call} for number, call in enumerate(calls)]
        return _TOOL_CALL.sub("", text)

    def handle_tool_calls(self, tool_calls: list[dict[str, Any]]) -> None:
        """Adds the parts of tool calls that an OpenAI-style delta brings."""
        known = self.state.tool_calls = self.state.tool_calls or []
        for part in tool_calls:
            index = part.get("index", len(known) if part.get("id") else max(len(known) - 1, 0))
            while len(known) <= index:
                known.append({"id": "", "type": "function", "function": {"name": "", "arguments": ""}})
            call, function = known[index], part.get("function") or {}
            call["id"] = part.get("id") or call["id"]
            call["function"]["name"] = function.get("name") or call["function"]["name"]
            call["function"]["arguments"] += function.get("arguments") or ""

    def build_output(self) -> Any:
        """The output so far, with those members that its class has."""
        values = {
            "response": self.state.response,
            "reasoning": self.state.reasoning,
            "tool_calls": self.state.tool_calls,
            "usage": self.state.usage,
        }
        return self.output_cls(**{key: value for key, value in values.items() if key in self.output_cls.model_fields})

    def _read(self, text: str) -> None:
        answer = self.handle_function_calls(self.handle_reasoning(text))
        # White space around removed marks is theirs, not the answer's.
        self.state.response = answer.lstrip() if self.state.reasoning is not None or self.state.tool_calls else answer
        if self.state.response:
            self.state.state_changes["response_started"] = True


def _without_unfinished_tag(text: str) -> str:
    start = text.rfind("<", max(0, len(text) - max(map(len, _HELD_BACK))))
    if start < 0:
        return text
    tail = text[start:]
    return text[:start] if any(tag.startswith(tail) and tag != tail for tag in _HELD_BACK) else text


def _parsed_call(body: str) -> dict[str, Any] | None:
    try:
        call = json.loads(body)
    except ValueError:  # not finished, or not JSON: it is shown by no one
        return None
    if not isinstance(call, dict) or not isinstance(call.get("name"), str):
        return None
    arguments = call.get("arguments", call.get("parameters", {}))
    text = arguments if isinstance(arguments, str) else json.dumps(arguments)
    return {"type": "function", "function": {"name": call["name"], "arguments": text}}
