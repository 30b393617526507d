"""Driving a local model that has llama.cpp's interface."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from pydantic import BaseModel

from inferencesh.models.llm.transform import ResponseTransformer
from inferencesh.models.llm.types import LLMOutput, LLMUsage


class Timing:
    """Clock of one answer."""

    def __init__(self) -> None:
        self._began = time.perf_counter()
        self._first_token: float | None = None
        self._ended: float | None = None
        self._reasoning_began: float | None = None
        self._reasoning_ended: float | None = None
        self.tokens = 0
        self.reasoning_tokens = 0

    def mark_token(self) -> None:
        """A token came; the first one starts the time of generation."""
        if self._first_token is None:
            self._first_token = time.perf_counter()
        self.tokens += 1
        if self._reasoning_began is not None and self._reasoning_ended is None:
            self.reasoning_tokens += 1

    def start_reasoning(self) -> None:
        if self._reasoning_began is None:
            self._reasoning_began = time.perf_counter()

    def end_reasoning(self) -> None:
        if self._reasoning_began is not None and self._reasoning_ended is None:
            self._reasoning_ended = time.perf_counter()

    def end(self) -> None:
        if self._ended is None:
            self._ended = time.perf_counter()

    @property
    def time_to_first_token(self) -> float:
        return 0.0 if self._first_token is None else self._first_token - self._began

    @property
    def generation_time(self) -> float:
        return 0.0 if self._first_token is None else self._now() - self._first_token

    @property
    def reasoning_time(self) -> float:
        if self._reasoning_began is None:
            return 0.0
        return (self._now() if self._reasoning_ended is None else self._reasoning_ended) - self._reasoning_began

    @property
    def tokens_per_second(self) -> float:
        return self.tokens / self.generation_time if self.generation_time > 0 else 0.0

    def _now(self) -> float:
        return time.perf_counter() if self._ended is None else self._ended


@contextmanager
def timing_context() -> Iterator[Timing]:
    """Times the generation inside it."""
    timing = Timing()
    try:
        yield timing
    finally:
        timing.end()


def stream_generate(
    model: Any,
    messages: list[dict[str, Any]],
    transformer: ResponseTransformer | None = None,
    tools: list[dict[str, Any]] | None = None,
    tool_choice: Any = None,
    temperature: float = 0.7,
    top_p: float = 0.95,
    stop: list[str] | None = None,
    verbose: bool = False,
    output_cls: type[BaseModel] = LLMOutput,
    kwargs: dict[str, Any] | None = None,
) -> Iterator[Any]:
    """Yields outputs that each hold all of the answer so far; the last one has the final usage.

    ``model`` offers llama.cpp's ``create_chat_completion(stream=True)``. Whatever it raises is raised here.
    """
    transformer = transformer or ResponseTransformer(output_cls=output_cls)
    options: dict[str, Any] = {"temperature": temperature, "top_p": top_p, "stop": stop or [], **(kwargs or {})}
    if tools:
        options |= {"tools": tools, **({} if tool_choice is None else {"tool_choice": tool_choice})}
    reported: dict[str, Any] = {}
    stop_reason, buffer = "", ""
    with timing_context() as timing:
        for chunk in model.create_chat_completion(messages=messages, stream=True, **options):
            if verbose:
                print(chunk, flush=True)
            reported = chunk.get("usage") or reported
            for choice in (chunk.get("choices") or [])[:1]:
                stop_reason = choice.get("finish_reason") or stop_reason
                delta = choice.get("delta") or {}
                if not any(delta.get(key) for key in ("content", "tool_calls", "reasoning_content", "reasoning")):
                    continue
                timing.mark_token()
                buffer, output, changes = transformer(delta, buffer, _usage(timing, stop_reason, reported))
                if changes.get("reasoning_started") or delta.get("reasoning_content") or delta.get("reasoning"):
                    timing.start_reasoning()
                if changes.get("reasoning_ended") or changes.get("response_started"):
                    timing.end_reasoning()
                yield output
    transformer.state.usage = _usage(timing, stop_reason, reported)
    yield transformer.finish()


def _usage(timing: Timing, stop_reason: str, reported: dict[str, Any]) -> LLMUsage:
    completion = reported.get("completion_tokens") or timing.tokens
    prompt = reported.get("prompt_tokens") or 0
    return LLMUsage(
        stop_reason=stop_reason,
        time_to_first_token=timing.time_to_first_token,
        tokens_per_second=timing.tokens_per_second,
        prompt_tokens=prompt,
        completion_tokens=completion,
        total_tokens=reported.get("total_tokens") or prompt + completion,
        reasoning_tokens=timing.reasoning_tokens,
        reasoning_time=timing.reasoning_time,
    )
