"""What there is to say, and where in it a conversation stands."""

from __future__ import annotations

import json
import re
from typing import Any

from pydantic import BaseModel, ConfigDict, Field

from inferencesh.models.llm import ContextMessageRole, LLMUsage

_BEGINNING = re.compile(r'\{\s*"rounds"\s*:')


class Call(BaseModel):
    """A use of a tool."""

    model_config = ConfigDict(extra="forbid")

    name: str
    arguments: dict[str, Any] | str = {}
    id: str | None = None

    def text(self) -> str:
        return self.arguments if isinstance(self.arguments, str) else json.dumps(self.arguments)


class Round(BaseModel):
    """One answer."""

    model_config = ConfigDict(extra="forbid")

    text: str | None = None
    pieces: list[str] | None = None
    reasoning: str | None = None
    delay_ms: int = Field(default=0, ge=0, le=600_000)
    tool_calls: list[Call] = []
    partial_arguments: bool = False
    usage: LLMUsage | None = None
    fail: str | None = None
    crash: bool = False

    def said(self) -> list[str]:
        if self.pieces is not None:
            return self.pieces
        return [] if self.text is None else [self.text]


class Script(BaseModel):
    """All answers of a turn."""

    model_config = ConfigDict(extra="forbid")

    rounds: list[Round] = Field(min_length=1)

    def round_after(self, results: int) -> int:
        """The round that comes after this many results of tools."""
        for number, each in enumerate(self.rounds):
            if results <= 0:
                return number
            results -= len(each.tool_calls)
        if results <= 0:
            raise ValueError(f"the script ends after {len(self.rounds)} rounds, and the last one called tools")
        raise ValueError(f"the script calls fewer tools than answered: {results} are left over")


def find(*places: Any) -> Script | None:
    """The script in the first place that has one: a text with it inside, or the object itself."""
    for place in places:
        if isinstance(place, dict):
            return Script.model_validate(place)
        beginning = _BEGINNING.search(place or "")
        if beginning is not None:
            found, _ = json.JSONDecoder().raw_decode(place, beginning.start())
            return Script.model_validate(found)
    return None


class Turn:
    """The turn that is being answered, as the conversation shows it."""

    def __init__(self, conversation: list[Any]) -> None:
        users = [place for place, each in enumerate(conversation) if each.role == ContextMessageRole.USER]
        begins = users[-1] if users else 0
        results = [each for each in conversation[begins:] if each.role == ContextMessageRole.TOOL]
        self.number = len(users)
        self.text: str = conversation[begins].text
        self.results = len(results)
        self.last_result: str = results[-1].text if results else ""

    def fill(self, text: str) -> str:
        return text.replace("{result}", self.last_result).replace("{text}", self.text)
