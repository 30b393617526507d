"""Agents under faults: chats with an app tool, an http tool and a client tool go on while everything around them dies.

    python3 e2e/faults/agents.py

Exit code 0: every turn ended as it should, and each settled tool call had exactly one effect. HEARTH_FAULTS_SEED
repeats the moments of an earlier run.
"""

from __future__ import annotations

import os
import random
import signal
import sys
import time
from pathlib import Path

sys.path[:0] = [str(Path(__file__).resolve().parent), str(Path(__file__).resolve().parent.parent)]

from api import PatientApi  # noqa: E402
from beside import Beside  # noqa: E402
from chats import APP, CLIENT, HTTP, LAST_WORDS, SETTLED, Client, Conversation  # noqa: E402
from effects import Effects  # noqa: E402
from faults import LEASES, free_ports  # noqa: E402
from harness import ROOT, TARGET, Stack, StackError, await_that  # noqa: E402

FOLDER = Path(__file__).resolve().parent
#: What a turn passes; agent-service is killed as soon as a client sees it there, each in a chat of its own.
STEPS = (
    "accepted",
    "first call",
    "first answer",
    f"{APP} in_progress",
    f"{HTTP} in_progress",
    f"{CLIENT} awaiting_input",
    f"{APP} completed",
    f"{HTTP} completed",
    f"{CLIENT} completed",
    "second call",
    "second answer",
)
END_SECONDS = 180
MOST_SECONDS = 1500


def main() -> int:
    began = time.monotonic()
    seed = int(os.environ.get("HEARTH_FAULTS_SEED", random.randrange(1 << 30)))
    TARGET.mkdir(parents=True, exist_ok=True)
    effects = Effects()
    print(f"agents under faults, seed {seed}", flush=True)
    stack = Stack.temporary(**LEASES, HEARTH_WORKER_COUNT="4", HEARTH_AGENT_OUTBOUND_ALLOW_PRIVATE="true")
    signal.signal(signal.SIGTERM, signal.default_int_handler)  # the stack goes down with us
    signal.signal(signal.SIGALRM, give_up)
    signal.alarm(MOST_SECONDS)
    problems: list[str] = []
    try:
        stack.up("--no-samples")
        problems = run(stack, effects, random.Random(seed))
    except AssertionError as problem:
        problems = [str(problem)]
    finally:
        signal.alarm(0)
        stack.close()
        effects.close()
    for line in problems[:40]:
        print(f"WRONG: {line}")
    verdict = f"{len(problems)} PROBLEMS (seed {seed}, logs in {TARGET / 'logs' / stack.home.name})"
    print(f"agents under faults: {verdict if problems else 'every effect once'}, {time.monotonic() - began:.0f} s")
    return 1 if problems else 0


def give_up(*_: object) -> None:
    raise AssertionError(f"not done after {MOST_SECONDS} s")


def run(stack: Stack, effects: Effects, chance: random.Random) -> list[str]:
    """What is wrong, in words."""
    llm = stack.hearth("app", "deploy", str(ROOT / "apps" / "scripted-llm"), timeout=300).stdout.split()[-1]
    tool = stack.hearth("app", "deploy", str(FOLDER / "agent_app"), timeout=300).stdout.split()[-1]
    api = PatientApi(stack.url, stack.key)
    client = Client(api, llm, tool, effects.url)
    try:
        await_end([client.begin()])  # both apps are warm, and all of it works without faults
        kill_after_each_step(stack, client)
        kill_at_random(stack, client, chance)
        take_over_from_a_stopped_one(stack, client, effects)
        met = ", ".join(f"{count} x {what}" for what, count in sorted(api.met.items()))
        print(f"{len(client.all)} chats, {effects.all} effects; clients met {met}", flush=True)
        return [wrong for conversation in client.all for wrong in judge(conversation, client, effects)]
    finally:
        client.close()
        api.close()


def kill_after_each_step(stack: Stack, client: Client) -> None:
    """kill -9 of agent-service while a turn stands at each of its steps."""
    for step in STEPS:
        conversation = client.begin(1_600)  # slow enough for a client to see each step
        await_that(
            f"chat {conversation.number} comes to: {step}",
            lambda wanted=step, of=conversation: wanted in of.step or of.has_ended or of.trouble,
            END_SECONDS,
            0.005,
        )
        seen = conversation.step
        stack.kill("agent")
        repair(stack)
        await_end([conversation])
        print(f"kill -9 of agent at: {seen}", flush=True)


def kill_at_random(stack: Stack, client: Client, chance: random.Random) -> None:
    """kill -9 of each part that a turn goes through, at any moment of many turns."""
    for part in ("agent", "scheduler", "gateway", "worker", "agent"):
        conversations = [client.begin(chance.randrange(200, 1200)) for _ in range(4)]
        time.sleep(chance.uniform(0.1, 2.5))
        stack.kill(part)
        repair(stack)
        await_end(conversations)
        print(f"kill -9 of {part} during {len(conversations)} turns", flush=True)


def take_over_from_a_stopped_one(stack: Stack, client: Client, effects: Effects) -> None:
    """A second process goes on with the turns of one that was stopped and not killed."""
    grpc, management = free_ports(2)
    second = Beside(
        "agent-service",
        stack.pid("agent"),
        {"HEARTH_AGENT_PORT": str(grpc), "HEARTH_AGENT_MANAGEMENT_PORT": str(management)},
        management,
        TARGET / "second-agent.log",
    )
    try:
        second.await_ready()
        conversation = client.begin(3_000)
        await_that(
            "the LLM speaks",
            lambda: conversation.step in ("first call", "first answer") or conversation.trouble,
            END_SECONDS,
            0.005,
        )
        stack.signal("agent", signal.SIGSTOP)
        stopped_at = time.monotonic()
        try:
            await_that(
                "the second process performs the tools",
                lambda: effects.first_at(conversation.effect(APP)) and effects.first_at(conversation.effect(HTTP)),
                END_SECONDS,
                0.1,
            )
        finally:
            stack.signal("agent", signal.SIGCONT)
        took = (effects.first_at(conversation.effect(HTTP)) or 0) - stopped_at
        await_end([conversation])
        print(f"a second process took a turn over within {took:.1f} s of the first one's stop", flush=True)
    finally:
        second.kill()


def repair(stack: Stack) -> None:
    """`hearth up` gives a part 90 s. On a machine that is too busy for that, the next one goes on from there."""
    try:
        stack.up("--no-samples")
    except StackError as slow:
        print(f"once more: {str(slow)[-400:]}", flush=True)
        stack.up("--no-samples")


def await_end(conversations: list[Conversation]) -> None:
    for conversation in conversations:
        await_that(
            f"the turn of chat {conversation.number} ({conversation.chat_id}) ends",
            lambda of=conversation: of.has_ended or of.trouble,
            END_SECONDS,
            0.1,
        )


def judge(conversation: Conversation, client: Client, effects: Effects) -> list[str]:
    """Looks at a chat once more, now that nothing moves."""
    who = f"chat {conversation.number} ({conversation.chat_id})"
    problems = [f"{who}: {trouble}" for trouble in conversation.trouble]
    chat = client.look(conversation)
    if chat["status"] != "idle":
        problems.append(f"{who}: is {chat['status']}")
    messages = chat["chat_messages"]
    if [m["order"] for m in messages] != sorted(m["order"] for m in messages):
        problems.append(f"{who}: its messages are out of order")
    roles = [m["role"] for m in messages]
    if roles != ["user", "assistant", "tool", "tool", "tool", "assistant"]:
        problems.append(f"{who}: its messages are {roles}")
    if any(m["status"] != "ready" for m in messages):
        problems.append(f"{who}: {[(m['role'], m['status']) for m in messages]}")
    last = "".join(part.get("text") or "" for part in messages[-1]["content"])
    if last != LAST_WORDS:
        problems.append(f"{who}: ends with {last!r}")
    for name in (APP, HTTP, CLIENT):
        problems += [f"{who}, {name}: {wrong}" for wrong in judge_tool(conversation, name, effects)]
    return problems


def judge_tool(conversation: Conversation, name: str, effects: Effects) -> list[str]:
    """A tool call that is settled had its effect exactly once; one that is unknown says so and had it once at most."""
    invocation = conversation.invocations.get(name)
    if invocation is None:
        return ["was never asked for"]
    count = effects.count(conversation.effect(name))
    status = invocation["status"]
    if status not in SETTLED:
        return [f"is {status} after its turn"]
    if name == CLIENT:
        return [] if status == "completed" else [f"is {status}: {invocation.get('result')}"]
    if status == "completed":
        return [] if count == 1 else [f"completed with {count} effects"]
    if (invocation.get("data") or {}).get("outcome") == "unknown":
        return [] if count <= 1 else [f"is unknown and had {count} effects"]
    return [f"is {status} with {count} effects: {invocation.get('result')}"]


if __name__ == "__main__":
    sys.exit(main())
