"""A chat completions endpoint, as deltas of one answer."""

from __future__ import annotations

import json
from collections.abc import AsyncGenerator
from typing import Any

import httpx


class EndpointError(RuntimeError):
    """The endpoint refused, or broke off."""


class Endpoint:
    def __init__(self, base_url: str, key: str, timeout_seconds: float) -> None:
        self.url = f"{base_url.rstrip('/')}/chat/completions"
        headers = {"authorization": f"Bearer {key}"} if key else {}
        timeout = httpx.Timeout(timeout_seconds, connect=min(timeout_seconds, 15.0))
        self._client = httpx.AsyncClient(headers=headers, timeout=timeout, follow_redirects=False)

    async def stream(self, request: dict[str, Any]) -> AsyncGenerator[dict[str, Any], None]:
        """The chunks of an answer. Whoever stops listening ends the request."""
        whole = {**request, "stream": True, "stream_options": {"include_usage": True}}
        try:
            async with self._client.stream("POST", self.url, json=whole) as response:
                if response.status_code != 200:
                    raise EndpointError(f"{self.url} answered {response.status_code}: {await _reason(response)}")
                if not response.headers.get("content-type", "").startswith("text/event-stream"):
                    yield _whole(json.loads(await response.aread()))
                    return
                ended = False
                async for line in response.aiter_lines():
                    data = line.removeprefix("data:").strip()
                    if not line.startswith("data:") or not data:
                        continue
                    if data == "[DONE]":
                        return
                    chunk = json.loads(data)
                    if chunk.get("error"):
                        raise EndpointError(f"{self.url} broke off: {_message(chunk)}")
                    ended = ended or any(choice.get("finish_reason") for choice in chunk.get("choices") or [])
                    yield chunk
                if not ended:
                    raise EndpointError(f"{self.url} broke off: its stream ended before the answer did")
        except httpx.HTTPError as error:
            raise EndpointError(f"{self.url} cannot be asked: {error or type(error).__name__}") from error
        except ValueError as error:
            raise EndpointError(f"{self.url} answered something that is not JSON") from error


def _whole(answer: dict[str, Any]) -> dict[str, Any]:
    """An answer that was not streamed, as its only chunk."""
    if answer.get("error"):
        raise EndpointError(_message(answer))
    choices = [
        {"delta": choice.get("message") or {}, "finish_reason": choice.get("finish_reason")}
        for choice in answer.get("choices") or []
    ]
    return {**answer, "choices": choices}


async def _reason(response: httpx.Response) -> str:
    text = (await response.aread()).decode("utf-8", "replace")
    try:
        return _message(json.loads(text))
    except ValueError:
        return text.strip()[:500] or "nothing"


def _message(answer: Any) -> str:
    error = answer.get("error", answer) if isinstance(answer, dict) else answer
    return str(error.get("message") or error if isinstance(error, dict) else error)[:500]
