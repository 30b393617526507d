"""Tools for a model that was not taught to use them: it is asked for a choice first, and a schema holds its answer to one."""

from __future__ import annotations

import json
import uuid
from typing import Any

_CHOOSE = """{prompt}

Choose the tool that the message asks for.

Tools:
{tools}
- none(): Everything else: questions, greetings, thanks.

Answer with JSON: {{"tool": NAME, "arguments": {{...}}}}"""
_NONE = {"tool": {"const": "none"}, "arguments": {"type": "object", "properties": {}, "additionalProperties": False}}
#: What ends a turn; see the contract of language models.
_FINISH = "finish"
#: A small model does not find the end of a list by itself.
_MOST_ITEMS = 4


def usable(messages: list[dict[str, Any]], tools: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The tools among which the model may choose now: one tool for each message, then what it says to the result."""
    if messages[-1]["role"] != "tool":
        return tools
    return [tool for tool in tools if tool["function"]["name"] == _FINISH]


def question(messages: list[dict[str, Any]], tools: list[dict[str, Any]]) -> dict[str, Any]:
    """
    Which tool the last message asks for. What was said before is left out: the model would do again what it did before.
    """
    prompt = messages[0]["content"] if messages[0]["role"] == "system" else ""
    listed = "\n".join(_signature(tool["function"]) for tool in tools)
    told = [{"role": "system", "content": _CHOOSE.format(prompt=prompt, tools=listed).strip()}, plain(messages[-1])]
    shapes = [
        _object({"tool": {"const": tool["function"]["name"]}, "arguments": _parameters(tool["function"])})
        for tool in tools
    ]
    schema = {"anyOf": [*shapes, _object(_NONE)]}
    form = {"type": "json_schema", "json_schema": {"name": "choice", "schema": schema}}
    return {"messages": told, "temperature": 0, "response_format": form}


def choice(text: str) -> list[dict[str, Any]]:
    """The call that was chosen; none also if the answer was cut short."""
    try:
        answer = json.loads(text)
    except json.JSONDecodeError:
        return []
    if answer["tool"] == "none":
        return []
    function = {"name": answer["tool"], "arguments": json.dumps(answer["arguments"])}
    return [{"id": f"call_{uuid.uuid4().hex[:12]}", "type": "function", "function": function}]


def plain(message: dict[str, Any]) -> dict[str, Any]:
    """A message as the model knows them: calls and results of tools are text."""
    if message["role"] == "tool":
        return {"role": "user", "content": f"The tool answered: {_spoken(message['content'])}"}
    calls = [call["function"] for call in message.get("tool_calls") or []]
    if not calls:
        return {"role": message["role"], "content": message["content"]}
    text = "\n".join(f"I use the tool {call['name']} with {call['arguments']}" for call in calls)
    return {"role": message["role"], "content": text}


def _spoken(result: str) -> str:
    """A result in words where it is an object: a small model goes on in JSON when it sees some."""
    try:
        members = json.loads(result)
    except json.JSONDecodeError:
        return result
    if not isinstance(members, dict):
        return result
    said = {name: value for name, value in members.items() if value not in (None, "") and name != "output_meta"}
    return ". ".join(f"{name} is {value}" for name, value in said.items()) or result


def _signature(function: dict[str, Any]) -> str:
    names = ", ".join((function.get("parameters") or {}).get("properties") or {})
    return f"- {function['name']}({names}): {function.get('description') or ''}"


def _parameters(function: dict[str, Any]) -> dict[str, Any]:
    given = function.get("parameters") or {}
    return {
        "type": "object",
        "properties": {},
        **{key: _bounded(value) for key, value in given.items() if key != "title"},
    }


def _bounded(schema: Any) -> Any:
    if isinstance(schema, list):
        return [_bounded(each) for each in schema]
    if not isinstance(schema, dict):
        return schema
    inner = {key: _bounded(value) for key, value in schema.items()}
    return {"maxItems": max(_MOST_ITEMS, inner.get("minItems", 0)), **inner} if inner.get("type") == "array" else inner


def _object(properties: dict[str, Any]) -> dict[str, Any]:
    return {
        "type": "object",
        "properties": properties,
        "required": list(properties),
        "additionalProperties": False,
    }
