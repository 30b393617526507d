"""The fault smoke: real processes die, stop and wake up while calls and chats go through them; nothing may be lost.

    ./hearth test --only faults

Exit code 0: every promise held. HEARTH_FAULTS_SEED repeats the calls and chats of an earlier run.
"""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

sys.path[:0] = [str(Path(__file__).resolve().parent), str(Path(__file__).resolve().parent.parent)]

from api import PatientApi  # noqa: E402
from calls import Call, Calls  # noqa: E402
from chats import AT_TOOLS, AT_WORDS, Chats  # noqa: E402
from effects import Effects  # noqa: E402
from endings import Endings  # noqa: E402
from faults import LEASES, Faults, free_ports  # noqa: E402
from harness import COMPLETED, ROOT, TARGET, Stack, await_that  # noqa: E402
from history import History  # noqa: E402
from ledger import Ledger  # noqa: E402

FOLDER = Path(__file__).resolve().parent
#: What is called, what agents use as a tool, and their LLM.
APPS = (FOLDER / "app", FOLDER / "agent_app", ROOT / "apps" / "scripted-llm")
CHECKER = ROOT / "target" / "dist" / "checker"
#: All doors of a stack. None has its usual number: another stack, started while a part of ours is down, would take it.
DOORS = (
    *("gateway", "gateway-grpc", "gateway-management", "files", "files-grpc", "files-management"),
    *("scheduler", "scheduler-management", "worker-management", "agent", "agent-management"),
    *("postgres", "kafka", "kafka-controller"),
)
#: One call and one chat this often. Far below what the stack can do: the faults are the point.
CALL_EVERY = 0.15
CHAT_EVERY = 2.0
QUIET_SECONDS = 180
#: Takes four to six minutes on two quiet cores.
MOST_SECONDS = 1200


def main() -> int:
    began = time.monotonic()
    seed = int(os.environ.get("HEARTH_FAULTS_SEED", random.randrange(1 << 30)))
    TARGET.mkdir(parents=True, exist_ok=True)
    history = History(TARGET / "fault-history.jsonl")
    ledger = Ledger(history)
    effects = Effects()
    ports = free_ports(len(DOORS) + 4)
    standby_ports = (ports.pop(), ports.pop())
    agent_ports = (ports.pop(), ports.pop())
    settings = LEASES | {
        "HEARTH_WORKER_COUNT": "4",
        "HEARTH_AGENT_OUTBOUND_ALLOW_PRIVATE": "true",
        "HEARTH_MORE_SCHEDULER_ADDRESSES": f"127.0.0.1:{standby_ports[0]}",
    }
    print(f"fault smoke, seed {seed}", flush=True)
    stack = Stack.temporary(**settings)
    lines = (f"{door}={port}\n" for door, port in zip(DOORS, ports, strict=True))
    (stack.home / "ports.properties").write_text("".join(lines))
    signal.signal(signal.SIGTERM, signal.default_int_handler)  # the stack goes down with us
    signal.signal(signal.SIGALRM, give_up)
    signal.alarm(MOST_SECONDS)
    try:
        stack.up("--no-samples")
        problems = run(stack, history, ledger, effects, seed, standby_ports, agent_ports)
    except AssertionError as problem:
        problems = [str(problem)]
    finally:
        signal.alarm(0)
        stack.close()
        ledger.close()
        effects.close()
        history.close()
    for line in problems[:40]:
        print(f"WRONG: {line}")
    verdict = f"{len(problems)} PROBLEMS (seed {seed}, logs in {TARGET / 'logs' / stack.home.name})"
    print(f"fault smoke: {verdict if problems else 'nothing lost'}, {time.monotonic() - began:.0f} s")
    return 1 if problems else 0


def give_up(*_: object) -> None:
    raise AssertionError(f"not done after {MOST_SECONDS} s")


def run(
    stack: Stack,
    history: History,
    ledger: Ledger,
    effects: Effects,
    seed: int,
    scheduler_ports: tuple[int, int],
    agent_ports: tuple[int, int],
) -> list[str]:
    """What is wrong, in words."""
    with ThreadPoolExecutor() as threads:
        app, tool, llm = threads.map(lambda folder: stack.hearth("app", "deploy", str(folder)).stdout.split()[-1], APPS)
    api = PatientApi(stack.url, stack.key)
    calls = Calls(api, history, app, ledger.url, seed)
    chats = Chats(api, llm, tool, effects, seed)
    faults = Faults(stack, api, calls, chats, random.Random(seed))
    problems: list[str] = []
    calls.start(CALL_EVERY)
    chats.start(CHAT_EVERY)
    try:
        inflict(faults, scheduler_ports, agent_ports)
    except AssertionError as problem:
        problems.append(str(problem))
    finally:
        calls.stop()
        chats.stop()
    try:
        await_that("every call and every turn ends", lambda: calls.open() + chats.open() == 0, QUIET_SECONDS, 0.2)
    except AssertionError as problem:
        problems.append(f"{problem}; {calls.open()} calls and {chats.open()} turns are open")
    try:
        looked_at = judge(api, calls, history, ledger)
        endings = Endings(api, chats, effects)
        looked_at += endings.wrong()
        problems += check(stack, history)
        report(api, calls, ledger)
        print(f"{len(chats.all)} chats, {effects.all} effects of tools, outcome unknown: {endings.unknown}; ", end="")
        print("slowest turn: " + max(chats.all, key=lambda chat: chat.took).way if chats.all else "no turn")
        return problems + looked_at
    finally:
        api.close()
        calls.close()
        chats.close()


def inflict(faults: Faults, scheduler_ports: tuple[int, int], agent_ports: tuple[int, int]) -> None:
    faults.await_progress("at first")
    faults.kill("scheduler")
    faults.kill("worker")
    faults.kill("gateway")
    faults.kill("files", goes_on_without=True)
    faults.kill("kafka", goes_on_without=True)
    faults.kill("postgres")
    faults.kill_agent_at(AT_WORDS)
    faults.kill_agent_at(AT_TOOLS)
    faults.kill_agent_at_any_moment()
    faults.replace_the_agent(AT_TOOLS, agent_ports, TARGET / "second-agent.log")
    faults.stop_engine_past_its_lease()
    faults.replace_the_leader(scheduler_ports, TARGET / "second-scheduler.log")


def judge(api: PatientApi, calls: Calls, history: History, ledger: Ledger) -> list[str]:
    """Looks at every call once more, now that nothing moves."""
    tasks: dict[str, int] = {}
    problems = []
    for call in calls.all:
        if call.task_id is not None:
            first = tasks.setdefault(call.task_id, call.plan.number)
            if first != call.plan.number:
                problems.append(f"call {call.plan.number} and call {first} have one task, {call.task_id}")
    with ThreadPoolExecutor(4) as threads:
        for found in threads.map(lambda call: wrong_with(call, api, calls, history, ledger), calls.all):
            problems += found
    return problems


def wrong_with(call: Call, api: PatientApi, calls: Calls, history: History, ledger: Ledger) -> list[str]:
    who = f"call {call.plan.number} ({call.plan.function}, {call.plan.ending}), task {call.task_id}"
    problems = [f"{who}: {trouble}" for trouble in call.trouble]
    if call.task_id is None:
        return problems
    try:
        shown = api.insist("GET", f"/tasks/{call.task_id}")
        again = calls.post(call.plan)
    except AssertionError as problem:
        api.close()  # those behind would say the same, each after a long time
        return [*problems, f"{who}: {problem}"]
    history.snapshot("end", shown, after_quiet=True)
    if again["id"] != call.task_id:
        problems.append(f"{who}: its key gave another task later, {again['id']}")
    if call.final is not None:
        call.final = shown
    if wrong := call.wrong_ending(ledger.has_finished):
        problems.append(f"{who}: {wrong}")
    elif call.plan.function == "write" and shown["status"] == COMPLETED:
        problems += [f"{who}: {wrong}" for wrong in wrong_file(api, shown["output"]["file"], call.plan.number)]
    return problems


def wrong_file(api: PatientApi, url: str, number: int) -> list[str]:
    try:
        content = api.download(url)
    except AssertionError as problem:
        return [str(problem)]
    return [] if content == str(number).encode() else [f"its file holds {content[:100]!r}"]


def check(stack: Stack, history: History) -> list[str]:
    """What the checker says of the recorded history and the whole topic, once the topic had time to catch up."""
    java = str(Path(f"/proc/{stack.pid('kafka')}/exe").readlink())  # the one that runs the stack
    jar = CHECKER / (CHECKER / "current").read_text().strip() / "hearth-checker.jar"
    line = [java, "-jar", str(jar), str(history.path), "--kafka", stack.env["HEARTH_KAFKA"]]
    line += ["--topic", stack.env.get("HEARTH_TOPIC_PREFIX", "hearth.") + "tasks"]
    deadline = time.monotonic() + 30
    while True:
        done = subprocess.run(line, env={**os.environ, **stack.env}, capture_output=True, text=True, timeout=120)
        if done.returncode == 0 or done.returncode == 2 or time.monotonic() > deadline:
            break
        time.sleep(1)
    print(f"checker: {done.stdout.strip().splitlines()[-1] if done.stdout.strip() else done.stderr.strip()}")
    if done.returncode == 0:
        return []
    found = done.stdout.strip().splitlines()[:-1]
    return found or [f"the checker could not check, exit code {done.returncode}: {done.stderr}"]


def report(api: PatientApi, calls: Calls, ledger: Ledger) -> None:
    cancels = sum(1 for call in calls.all if call.cancel_answer is not None)
    attempts = sum(call.final["attempt"] - 1 for call in calls.all if call.final)
    endings = ", ".join(f"{count} {name}" for name, count in sorted(calls.endings().items()))
    met = ", ".join(f"{count} x {what}" for what, count in sorted(api.met.items()))
    print(f"{len(calls.all)} calls: {endings}; {cancels} cancels answered, {attempts} attempts more than calls")
    print(f"{ledger.effects} effects; clients met {met}; slowest answer {api.slowest:.1f} s")


if __name__ == "__main__":
    sys.exit(main())
