"""From an app's input to the message list that OpenAI-style interfaces take."""

from __future__ import annotations

import base64
import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

from inferencesh.file import File
from inferencesh.models.llm.types import ContextMessage, ContextMessageRole

FileMode = Literal["base64", "uri", "url"]


@dataclass
class _Turn:
    """Neighbouring messages of one role."""

    role: str
    texts: list[str] = field(default_factory=list)
    reasoning: list[str] = field(default_factory=list)
    images: list[File] = field(default_factory=list)
    files: list[File] = field(default_factory=list)
    tool_calls: list[dict[str, Any]] = field(default_factory=list)
    tool_call_id: str | None = None

    def takes(self, message: ContextMessage) -> bool:
        """Results of different tool calls stay apart: merged, all ids but one would be lost."""
        if self.role != _role(message.role):
            return False
        return self.role != ContextMessageRole.TOOL.value or self.tool_call_id == (message.tool_call_id or "")

    def add(self, message: ContextMessage) -> None:
        if message.text:
            self.texts.append(message.text)
        if message.reasoning:
            self.reasoning.append(message.reasoning)
        self.images += [image for image in message.images or () if image is not None]
        self.files += [file for file in message.files or () if file is not None]
        self.tool_calls += [_with_text_arguments(call) for call in message.tool_calls or ()]


def build_openai_messages(
    input_data: Any,
    transform_user_message: Callable[[str], str] | None = None,
    include_reasoning: bool = False,
    file_mode: FileMode = "base64",
    image_mode: FileMode = "base64",
) -> list[dict[str, Any]]:
    """System prompt, context and current message as OpenAI chat messages.

    Neighbours of one role become one message. Contents are plain strings until any message has images, files or (when
    it is asked for) reasoning; then all of them are lists of parts. ``file_mode`` and ``image_mode`` are ``base64``
    for data URIs, or ``uri`` for the files' own addresses where they have one that others can fetch.
    """
    turns: list[_Turn] = []
    for message in [*input_data.context, _current(input_data, transform_user_message)]:
        if not turns or not turns[-1].takes(message):
            turns.append(_Turn(_role(message.role), tool_call_id=message.tool_call_id or ""))
        turns[-1].add(message)
    if not include_reasoning:
        for turn in turns:
            turn.reasoning.clear()

    in_parts = any(turn.images or turn.files or turn.reasoning for turn in turns)
    if getattr(input_data, "system_prompt", ""):
        turns.insert(0, _Turn(ContextMessageRole.SYSTEM.value, texts=[input_data.system_prompt]))
    return [_message(turn, in_parts, file_mode, image_mode) for turn in turns]


build_messages = build_openai_messages


def build_tools(tools: list[dict[str, Any]] | None) -> list[dict[str, Any]] | None:
    """Tools in the shape ``{"type": "function", "function": …}``, with parameters that are never null."""
    if not tools:
        return None
    return [{"type": "function", "function": _tool_function(tool.get("function") or tool)} for tool in tools]


def _tool_function(function: dict[str, Any]) -> dict[str, Any]:
    cleaned = {key: value for key, value in function.items() if value is not None and key != "type"}
    parameters = {key: value for key, value in (function.get("parameters") or {}).items() if value is not None}
    properties = parameters.get("properties") or {}
    parameters.setdefault("type", "object")
    parameters["properties"] = {name: schema for name, schema in properties.items() if schema is not None}
    cleaned["parameters"] = parameters
    return cleaned


def _current(input_data: Any, transform_user_message: Callable[[str], str] | None) -> ContextMessage:
    text = input_data.text
    if transform_user_message is not None and _role(input_data.role) == ContextMessageRole.USER.value:
        text = transform_user_message(text)
    return ContextMessage.model_construct(
        role=input_data.role,
        text=text,
        reasoning=getattr(input_data, "reasoning", None),
        images=getattr(input_data, "images", None),
        files=getattr(input_data, "files", None),
        tool_calls=getattr(input_data, "tool_calls", None),
        tool_call_id=getattr(input_data, "tool_call_id", None),
    )


def _message(turn: _Turn, in_parts: bool, file_mode: FileMode, image_mode: FileMode) -> dict[str, Any]:
    text = "\n\n".join(turn.texts)
    message: dict[str, Any] = {"role": turn.role, "content": text}
    if in_parts:
        message["content"] = list(_parts(turn, text, file_mode, image_mode)) or [_text_part(text)]
    if turn.tool_calls:
        message["tool_calls"] = turn.tool_calls
    if turn.role == ContextMessageRole.TOOL.value:
        message["tool_call_id"] = turn.tool_call_id or ""
    return message


def _parts(turn: _Turn, text: str, file_mode: FileMode, image_mode: FileMode) -> Iterable[dict[str, Any]]:
    for thought in turn.reasoning:
        yield _text_part(f"<think>{thought}</think>")
    if text:
        yield _text_part(text)
    for image in turn.images:
        yield {"type": "image_url", "image_url": {"url": _address(image, image_mode, "image/jpeg")}}
    for file in turn.files:
        address = _address(file, file_mode, "application/octet-stream")
        yield {"type": "file", "file": {"filename": file.filename or "file", "file_data": address}}


def _text_part(text: str) -> dict[str, Any]:
    return {"type": "text", "text": text}


def _address(file: File, mode: FileMode, usual_type: str) -> str:
    if mode != "base64" and file.uri and file.uri.startswith(("http://", "https://")):
        return file.uri
    if file.uri and file.uri.startswith("data:") and file.local_path is None:
        return file.uri
    if file.path is None:
        raise ValueError(f"{file!r} has no content to send")
    data = base64.b64encode(Path(file.path).read_bytes()).decode("ascii")
    return f"data:{file.content_type or usual_type};base64,{data}"


def _with_text_arguments(call: dict[str, Any]) -> dict[str, Any]:
    function = call.get("function") or {}
    arguments = function.get("arguments")
    text = arguments if isinstance(arguments, str) else json.dumps(arguments if arguments is not None else {})
    return {**call, "type": call.get("type") or "function", "function": {**function, "arguments": text}}


def _role(role: ContextMessageRole | str) -> str:
    return role.value if isinstance(role, ContextMessageRole) else str(role)
