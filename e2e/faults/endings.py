"""What is wrong with a chat that went through faults, looked at once more when nothing moves."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Any

from api import PatientApi
from chats import APP, CLIENT, FIRST_WORDS, LAST_WORDS, TOOLS, Chats, Conversation, text_of
from effects import Effects

PAGE = 100


class Endings:
    """Judges turns by what is shown of them, their tasks, and the effects of their tools."""

    def __init__(self, api: PatientApi, chats: Chats, effects: Effects) -> None:
        self._api = api
        self._chats = chats
        self._effects = effects
        self._unknown: Counter[str] = Counter()

    @property
    def unknown(self) -> str:
        """Of how many uses of which tool nobody can know what became of them."""
        return ", ".join(f"{count} {name}" for name, count in sorted(self._unknown.items())) or "none"

    def wrong(self) -> list[str]:
        """In words."""
        problems = []
        for chat in self._chats.all:
            who = f"chat {chat.number} ({chat.chat_id or 'not begun'}, {chat.follows})"
            problems += [f"{who}: {trouble}" for trouble in chat.trouble]
            if not chat.chat_id:
                continue
            try:
                problems += [f"{who}: {wrong}" for wrong in self._wrong_with(chat)]
            except AssertionError as problem:
                return [*problems, f"{who}: {problem}"]  # those behind would say the same, each after a long time
        return problems + list(self._wrong_with_tasks())

    def _wrong_with(self, chat: Conversation) -> Iterator[str]:
        chat.trouble.clear()  # told already
        chat.take(self._chats.read(chat))
        yield from chat.trouble
        if (again := _ids(self._chats.post(chat))) != _ids(chat.begun):
            yield f"its key gave other messages later: {again} for {_ids(chat.begun)}"
        if chat.chat["status"] != "idle":
            yield f"is {chat.chat['status']}"
        orders = [message["order"] for message in chat.messages]
        if orders != sorted(set(orders)):
            yield f"its messages have the order {orders}"
        shown = [(message["role"], message["status"]) for message in chat.messages]
        if shown != [(role, "ready") for role in ("user", "assistant", "tool", "tool", "tool", "assistant")]:
            yield f"its messages are {shown}"
            return
        said = [text_of(message) for message in chat.messages if message["role"] == "assistant"]
        if said != [FIRST_WORDS, LAST_WORDS]:
            yield f"the LLM said {said}"
        yield from self._wrong_with_words(chat)
        for name in TOOLS:
            if wrong := self._wrong_with_tool(chat, name):
                yield f"{name} {wrong}"

    def _wrong_with_words(self, chat: Conversation) -> Iterator[str]:
        """Stored words are kept, whoever dies; only a call that lost its engine says them again."""
        for task, change in chat.began_again.items():
            if self._task(task)["attempt"] == 1:
                yield f"stored words were lost: {change}"

    def _wrong_with_tool(self, chat: Conversation, name: str) -> str | None:
        """A use that has ended had its effect once; an unknown one says so, and had it once at most."""
        invocation = chat.invocations.get(name)
        if invocation is None:
            return "was never asked for"
        status, result = invocation["status"], invocation.get("result")
        effects = self._effects.count(chat.effect(name))
        if status == "completed":
            expected = 0 if name == CLIENT else 1
            seen = chat.effect(name) in (result or "")
            return None if effects == expected and seen else f"completed with {effects} effects and the result {result}"
        if (invocation.get("data") or {}).get("outcome") != "unknown" or name == CLIENT:
            return f"is {status} with {effects} effects: {result}"
        self._unknown[name] += 1
        if name == APP and (code := self._task(invocation["execution_id"]).get("error_code")) != "ENGINE_LOST":
            return f"is unknown, and its task's end is not: {code}"
        return None if effects <= 1 else f"is unknown and had {effects} effects"

    def _wrong_with_tasks(self) -> Iterator[str]:
        """Each answer of the LLM and each use of an app is one task, whoever died meanwhile."""
        whole = [chat for chat in self._chats.all if len(chat.messages) == 6]
        if not whole:
            yield "no chat came to its end"
            return
        called = {
            "LLM": {each["task_id"] for chat in whole for each in chat.messages if each["role"] == "assistant"},
            APP: {chat.invocations[APP]["execution_id"] for chat in whole if APP in chat.invocations},
        }
        for what, known in called.items():
            unknown = [task for task in self._tasks_like(self._task(min(known))) if task["id"] not in known]
            if unknown and len(whole) == len(self._chats.all):
                yield f"{what} was called without need: tasks {[task['id'] for task in unknown]}"

    def _task(self, task: str) -> dict[str, Any]:
        found: dict[str, Any] = self._api.insist("GET", f"/tasks/{task}")
        return found

    def _tasks_like(self, task: dict[str, Any]) -> Iterator[dict[str, Any]]:
        """All of the same function; the version's build is a task too, of another one."""
        fields = ("app_version_id", "function")
        filters = [{"field": name, "operator": "eq", "value": task[name]} for name in fields]
        cursor = None
        while True:
            asked = {"limit": PAGE, "filters": filters} | ({"cursor": cursor} if cursor else {})
            page = self._api.insist("POST", "/tasks/list", asked)
            yield from page["items"]
            if not page["has_next"]:
                return
            cursor = page["next_cursor"]


def _ids(begun: dict[str, Any]) -> tuple[str, str]:
    return begun["user_message"]["id"], begun["assistant_message"]["id"]
