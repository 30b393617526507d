"""Chats with three tools that go on through every fault, each followed by a client that does not give up."""

from __future__ import annotations

import json
import random
import threading
import time
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import partial
from itertools import pairwise
from typing import Any

from api import PatientApi
from calls import SILENCE_SECONDS, STREAM_SECONDS, ended_by, failure_of
from effects import Effects
from harness import await_that

APP, HTTP, CLIENT = "by_app", "by_http", "by_client"
TOOLS = (APP, HTTP, CLIENT)
FIRST_WORDS = "I ask three tools, all of them at once, and wait for each."
LAST_WORDS = "All three of them have answered, and that is all there is."
SETTLED = frozenset({"completed", "failed", "cancelled"})
AT_REST = frozenset({"idle", "completed"})
#: Chats that may be open at once; while agents stand still, no more begin.
MOST_OPEN = 4
#: How long a turn may take, whatever happens meanwhile.
TURN_SECONDS = 240
#: How often a client asks that follows no stream.
ASK_EVERY = 0.2
#: A kill waits for steps that a client has seen, so that client looks often.
LOOK_EVERY = 0.05


@dataclass(frozen=True)
class Pace:
    """How the LLM's two answers are cut into pieces, with the milliseconds before each, and how long the tools take."""

    first: tuple[int, int] = (4, 100)
    tools: int = 200
    last: tuple[int, int] = (2, 100)

    @classmethod
    def drawn(cls, chance: random.Random) -> Pace:
        return cls(
            (chance.randint(1, 8), chance.randint(20, 250)),
            chance.randint(0, 900),
            (chance.randint(1, 5), chance.randint(20, 250)),
        )


@dataclass(frozen=True)
class Stand:
    """What keeps a turn at one of its steps: a slow LLM for some seconds, a held tool until it is let go."""

    step: str
    pace: Pace = field(default_factory=Pace)
    held: str | None = None


#: The steps of a turn that last: kill -9 at each of them, and what it met there must go on.
AT_TOOLS = (
    Stand(f"{APP} in_progress, {CLIENT} completed, {HTTP} completed", held=APP),
    Stand(f"{APP} completed, {CLIENT} completed, {HTTP} in_progress", held=HTTP),
    Stand(f"{APP} completed, {CLIENT} awaiting_input, {HTTP} completed", held=CLIENT),
    Stand("first answer", Pace(first=(12, 400))),
)
AT_WORDS = (
    Stand("second call", Pace(last=(1, 6_000))),
    Stand("second answer", Pace(last=(12, 400))),
    Stand("first call", Pace(first=(1, 4_000))),
)


@dataclass
class Conversation:
    """One turn with one use of each tool. Written by the thread that follows it."""

    number: int
    pace: Pace
    follows: str
    held: str | None
    look_every: float
    begun_at: float = field(default_factory=time.monotonic)
    #: What POST /agents/run has answered.
    begun: dict[str, Any] = field(default_factory=dict)
    chat_id: str = ""
    #: As it was last seen.
    chat: dict[str, Any] = field(default_factory=dict)
    #: The steps it was seen at, and when, in seconds since its beginning.
    steps: dict[str, float] = field(default_factory=dict)
    has_ended: bool = False
    answered: set[str] = field(default_factory=set)
    trouble: list[str] = field(default_factory=list)
    #: LLM tasks whose words became other ones, with both: right only if the task had to begin again.
    began_again: dict[str, str] = field(default_factory=dict)
    let_go: threading.Event = field(default_factory=threading.Event)

    @property
    def key(self) -> str:
        return f"faults-chat-{self.number}"

    @property
    def step(self) -> str:
        return next(reversed(self.steps), "not accepted")

    @property
    def took(self) -> float:
        """Seconds from its beginning to the step it was last seen at."""
        return self.steps.get(self.step, 0)

    @property
    def way(self) -> str:
        return ", ".join(f"{step} {seconds:.1f} s" for step, seconds in self.steps.items())

    def has_come_to(self, step: str) -> bool:
        """Or further."""
        return step in self.steps or self.is_over()

    def is_over(self) -> bool:
        return self.has_ended or bool(self.trouble)

    @property
    def messages(self) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = self.chat.get("chat_messages", [])
        return found

    @property
    def invocations(self) -> dict[str, dict[str, Any]]:
        """By the name of the tool."""
        return {
            invocation["function"]["name"]: invocation
            for message in self.messages
            for invocation in message.get("tool_invocations") or []
        }

    def effect(self, tool: str) -> str:
        return f"chat-{self.number}-{tool}"

    def take(self, chat: dict[str, Any]) -> None:
        """The chat as it is stored by now. What was stored once stays: words, and the outcome of a tool."""
        before, settled = {message["id"]: message for message in self.messages}, self.invocations
        self.chat = chat
        for message in self.messages:
            earlier, now = before.pop(message["id"], message), text_of(message)
            if earlier["status"] == "ready" and now != text_of(earlier):
                self.trouble.append(f"{text_of(earlier)!r} was ready and became {now!r}")
            elif not now.startswith(text_of(earlier)):
                self.began_again[message["task_id"]] = f"{text_of(earlier)!r} became {now!r}"
        self.trouble += [f"message {gone} is gone" for gone in before]
        for name, invocation in settled.items():
            outcome, later = outcome_of(invocation), outcome_of(self.invocations.get(name, {}))
            if invocation["status"] in SETTLED and later != outcome:
                self.trouble.append(f"{name} had ended: {outcome} became {later}")
        step = step_of(chat)
        if step != self.step:
            self.steps[step] = time.monotonic() - self.begun_at

    def body(self, llm: str, tool_app: str, effects_url: str) -> dict[str, Any]:
        schema = {
            "type": "object",
            "properties": {"effect": {"type": "string"}, "milliseconds": {"type": "integer"}},
            "required": ["effect"],
        }
        calls = [
            {"name": tool, "arguments": {"effect": self.effect(tool), "milliseconds": self.pace.tools}}
            for tool in TOOLS
        ]
        script = {
            "rounds": [
                {"pieces": cut(FIRST_WORDS, self.pace.first[0]), "delay_ms": self.pace.first[1], "tool_calls": calls},
                {"pieces": cut(LAST_WORDS, self.pace.last[0]), "delay_ms": self.pace.last[1]},
            ]
        }
        by_app = {"app": {"ref": tool_app, "input": {"counter": effects_url}}}
        tools = [
            {"name": APP, "type": "app", **by_app},
            {"name": HTTP, "type": "http", "http": {"url": effects_url, "input_schema": schema}},
            {"name": CLIENT, "type": "client", "client": {"input_schema": schema}},
        ]
        return {
            "agent_config": {
                "name": "under-faults",
                "core_app": {"ref": llm},
                "internal_tools": {},
                "tools": [{"description": "Has an effect", **tool} for tool in tools],
            },
            "input": {"text": json.dumps(script)},
        }


class Chats:
    """Keeps chats going until told to stop."""

    def __init__(self, api: PatientApi, llm: str, tool_app: str, effects: Effects, seed: int) -> None:
        self._api = api
        self._llm = llm
        self._tool_app = tool_app
        self._effects = effects
        self._chance = random.Random(seed)
        self._chats: list[Conversation] = []
        self._lock = threading.Lock()
        self._stopped = threading.Event()
        self._over = threading.Event()

    @property
    def all(self) -> list[Conversation]:
        with self._lock:
            return list(self._chats)

    def start(self, every: float) -> None:
        """A new chat this often, as long as there are not too many open ones."""
        threading.Thread(target=self._keep_talking, args=[every], name="chats", daemon=True).start()

    def stop(self) -> None:
        """No new chats; those that are open go on to their end."""
        self._stopped.set()

    def open(self) -> int:
        return sum(1 for each in self.all if not each.is_over())

    def begin(self, pace: Pace | None = None, held: str | None = None, look_every: float = ASK_EVERY) -> Conversation:
        """One more chat, with one turn; its pace is drawn if none is given."""
        with self._lock:
            number = len(self._chats) + 1
            follows = "ask" if held or look_every < ASK_EVERY else self._chance.choice(["ask", "stream"])
            conversation = Conversation(number, pace or Pace.drawn(self._chance), follows, held, look_every)
            self._chats.append(conversation)
        if held in (APP, HTTP):
            self._effects.hold(conversation.effect(held))
        if held != CLIENT:
            conversation.let_go.set()
        threading.Thread(target=self._watched, args=[conversation], daemon=True).start()
        return conversation

    def stand_at(self, stands: Iterable[Stand], seconds: float) -> list[Conversation]:
        """Chats whose turns stand at these steps. Those of a slow LLM go on by themselves after a few seconds."""
        standing = []
        for first in (False, True):  # who stands in the first answer does so at once
            begun = [
                (stand, self.begin(stand.pace, stand.held, LOOK_EVERY))
                for stand in stands
                if stand.step.startswith("first") is first
            ]
            for stand, conversation in begun:
                what = f"chat {conversation.number} comes to: {stand.step}"
                await_that(what, partial(conversation.has_come_to, stand.step), seconds, 0.01)
                standing.append(conversation)
        return standing

    def release(self, conversations: Iterable[Conversation]) -> None:
        """What holds them lets go."""
        for conversation in conversations:
            conversation.let_go.set()
            if conversation.held:
                self._effects.let_go(conversation.effect(conversation.held))

    def await_effects(self, conversation: Conversation, tools: Iterable[str], seconds: float) -> None:
        """Its tools are performed, as seen from outside."""
        effects = [conversation.effect(tool) for tool in tools]
        await_that(
            f"{', '.join(effects)} happen",
            lambda: all(self._effects.count(effect) for effect in effects),
            seconds,
        )

    def post(self, conversation: Conversation) -> dict[str, Any]:
        """The request of a turn; the same one again gives the same messages."""
        body = conversation.body(self._llm, self._tool_app, self._effects.url)
        answer: dict[str, Any] = self._api.insist("POST", "/agents/run", body, {"Idempotency-Key": conversation.key})
        return answer

    def read(self, conversation: Conversation) -> dict[str, Any]:
        chat: dict[str, Any] = self._api.insist("GET", f"/chats/{conversation.chat_id}")
        return chat

    def close(self) -> None:
        """Waits for nobody."""
        self.stop()
        self._over.set()
        self.release(self.all)

    def _keep_talking(self, every: float) -> None:
        while not self._stopped.wait(every):
            if self.open() < MOST_OPEN:
                self.begin()

    def _watched(self, conversation: Conversation) -> None:
        """Keeps what goes wrong with the chat it went wrong with."""
        try:
            self._perform(conversation)
        except Exception as problem:
            if not self._over.is_set():
                conversation.trouble.append(failure_of(problem))

    def _perform(self, conversation: Conversation) -> None:
        conversation.begun = self.post(conversation)
        conversation.chat_id = conversation.begun["assistant_message"]["chat_id"]
        deadline = time.monotonic() + TURN_SECONDS
        while not self._over.is_set():
            if conversation.follows == "stream":
                self._follow_stream(conversation)
            else:
                conversation.take(self.read(conversation))
            if conversation.step == "ended":
                conversation.has_ended = True
                return
            self._answer(conversation)
            if time.monotonic() > deadline:
                raise AssertionError(f"not at rest after {TURN_SECONDS} s: {conversation.step}")
            self._over.wait(conversation.look_every)

    def _answer(self, conversation: Conversation) -> None:
        """Does what the client's tool is for, once."""
        waiting = conversation.invocations.get(CLIENT)
        if waiting is None or waiting["status"] != "awaiting_input" or waiting["id"] in conversation.answered:
            return
        if conversation.let_go.is_set():
            self._over.wait(conversation.pace.tools / 1000)
            result = json.dumps({"seen": conversation.effect(CLIENT)})
            self._api.insist("POST", f"/tools/{waiting['id']}", {"result": result})
            conversation.answered.add(waiting["id"])

    def _follow_stream(self, conversation: Conversation) -> None:
        """Follows the stream until it ends or tells the end. What it has told by then is what is stored."""
        told: dict[str, dict[str, Any]] = {}
        at_rest = False
        opened = time.monotonic()
        for line in self._api.stream(f"/chats/{conversation.chat_id}/stream", STREAM_SECONDS):
            shown = line["data"]
            if line["event"] == "chat_messages":
                told[shown["id"]] = shown
                waits = any(each["status"] == "awaiting_input" for each in shown["tool_invocations"])
                if waits and not conversation.answered:
                    conversation.take(self.read(conversation))
                    self._answer(conversation)
            elif shown["status"] in AT_REST:
                at_rest = True
                break
        read_for, closed = time.monotonic() - opened, time.time()
        chat = self.read(conversation)
        conversation.take(chat)
        if at_rest:
            for message in chat["chat_messages"]:
                last = told.get(message["id"])
                if last is None or essence_of(last) != essence_of(message):
                    conversation.trouble.append(f"the stream told the end before {essence_of(message)}, not {last}")
        elif read_for > STREAM_SECONDS and ended_by(chat, chat["status"] in AT_REST, closed - SILENCE_SECONDS):
            raise AssertionError("the stream told nothing of the end")


def step_of(chat: dict[str, Any]) -> str:
    """How far the turn is, in the words of what is stored of it."""
    messages = [message for message in chat["chat_messages"] if message["role"] == "assistant"]
    if chat["status"] != "busy":
        return "ended"
    if not messages:
        return "accepted"
    if len(messages) > 1:
        return "second answer" if text_of(messages[-1]) else "second call"
    invocations = {each["function"]["name"]: each for each in messages[0].get("tool_invocations") or []}
    if not invocations:
        return "first answer" if text_of(messages[0]) else "first call"
    return ", ".join(f"{name} {invocations[name]['status']}" for name in sorted(invocations))


def text_of(message: dict[str, Any]) -> str:
    return "".join(part.get("text") or "" for part in message["content"] if part["type"] == "text")


def essence_of(message: dict[str, Any]) -> tuple[Any, ...]:
    tools = [(each["id"], *outcome_of(each)) for each in message.get("tool_invocations") or []]
    return message["role"], message["status"], text_of(message), tools


def outcome_of(invocation: dict[str, Any]) -> tuple[Any, ...]:
    return invocation.get("status"), invocation.get("result"), invocation.get("data")


def cut(text: str, pieces: int) -> list[str]:
    """The text in so many pieces of about the same length."""
    marks = [len(text) * number // pieces for number in range(pieces + 1)]
    return [text[begin:end] for begin, end in pairwise(marks)]
