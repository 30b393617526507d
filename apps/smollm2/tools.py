"""Tools for a model that was not taught to use them: a schema holds its answer to a call of one, or a reply."""

from __future__ import annotations

import json
import re
import uuid
from typing import Any

_TELL = """{prompt}

You can use these tools:
{tools}
Answer with JSON: {{"tool": NAME, "arguments": {{...}}}} to use one, or {{"reply": TEXT}} to answer yourself."""

_REPLY = re.compile(r'\s*\{\s*"reply"\s*:\s*"')
# Whole characters of a JSON string: an escape is one with all its digits, and both halves of a pair.
_STRING = re.compile(
    r"(?:[^\"\\\x00-\x1f]|\\[\"\\/bfnrt]|\\u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2}"
    r"|\\u(?![dD][89a-fA-F])[0-9a-fA-F]{4})*"
)


def told(messages: list[dict[str, Any]], tools: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The messages, beginning with what tools there are; calls and results of before become plain text."""
    functions = "\n".join(json.dumps(tool["function"]) for tool in tools)
    system = messages[0]["content"] if messages and messages[0]["role"] == "system" else ""
    rest = messages[1:] if system else messages
    first = {"role": "system", "content": _TELL.format(prompt=system, tools=functions).strip()}
    return [first, *(plain(message) for message in rest)]


def plain(message: dict[str, Any]) -> dict[str, Any]:
    if message["role"] == "tool":
        return {"role": "user", "content": f"The tool answered: {message['content']}"}
    calls = [call["function"] for call in message.get("tool_calls") or []]
    if not calls:
        return {"role": message["role"], "content": message["content"]}
    text = "\n".join(f'{{"tool": "{call["name"]}", "arguments": {call["arguments"]}}}' for call in calls)
    return {"role": message["role"], "content": text}


def schema(tools: list[dict[str, Any]]) -> dict[str, Any]:
    """What an answer may look like."""
    shapes = [
        _object({"tool": {"const": tool["function"]["name"]}, "arguments": _parameters(tool["function"])})
        for tool in tools
    ]
    shapes.append(_object({"reply": {"type": "string"}}))
    return {"type": "json_schema", "json_schema": {"name": "answer", "schema": {"anyOf": shapes}}}


def parse(text: str) -> tuple[str, list[dict[str, Any]]]:
    """Reply and tool calls of a complete answer; one that was cut short is a reply as it stands."""
    try:
        answer = json.loads(text)
    except json.JSONDecodeError:
        return text, []
    if "tool" not in answer:
        return answer["reply"], []
    arguments = json.dumps(answer["arguments"])
    function = {"name": answer["tool"], "arguments": arguments}
    return "", [{"id": f"call_{uuid.uuid4().hex[:12]}", "type": "function", "function": function}]


def reply_so_far(text: str) -> str:
    """What can be read of the reply while its JSON is still being written; empty for a call of a tool."""
    begun = _REPLY.match(text)
    if begun is None:
        return ""
    whole = _STRING.match(text, begun.end())
    return json.loads(f'"{whole.group()}"') if whole else ""


def _parameters(function: dict[str, Any]) -> dict[str, Any]:
    given = function.get("parameters") or {}
    return {"type": "object", "properties": {}, **{key: value for key, value in given.items() if key != "title"}}


def _object(properties: dict[str, Any]) -> dict[str, Any]:
    return {
        "type": "object",
        "properties": properties,
        "required": list(properties),
        "additionalProperties": False,
    }
