"""Takes its time, says in the ledger what it does, and ends as it is told to."""

import asyncio
import json
import os
import urllib.request
from collections.abc import AsyncGenerator
from enum import Enum
from pathlib import Path
from typing import Any

from inferencesh import BaseApp, BaseAppInput, BaseAppOutput, File


class Ending(str, Enum):
    RETURN = "return"
    RAISE = "raise"
    CRASH = "crash"


class AppInput(BaseAppInput):
    ledger: str
    number: int
    milliseconds: int = 0
    ending: Ending = Ending.RETURN


class AppOutput(BaseAppOutput):
    number: int
    attempt: int


class StepsOutput(AppOutput):
    step: int


class FileOutput(AppOutput):
    file: File


STEPS = 5


class App(BaseApp):
    async def run(self, input_data: AppInput, metadata: Any) -> AppOutput:
        """Waits, then returns, raises or ends its process."""
        await tell(input_data, metadata, "started")
        await asyncio.sleep(input_data.milliseconds / 1000)
        match input_data.ending:
            case Ending.RAISE:
                raise ValueError(f"number {input_data.number} was asked to fail")
            case Ending.CRASH:
                os._exit(42)
            case Ending.RETURN:
                await tell(input_data, metadata, "finished")
        return AppOutput(number=input_data.number, attempt=metadata.attempt)

    async def steps(self, input_data: AppInput, metadata: Any) -> AsyncGenerator[StepsOutput, None]:
        """Says in steps how far it is."""
        await tell(input_data, metadata, "started")
        for step in range(STEPS):
            await asyncio.sleep(input_data.milliseconds / 1000 / STEPS)
            if step == STEPS - 1:
                await tell(input_data, metadata, "finished")
            yield StepsOutput(number=input_data.number, attempt=metadata.attempt, step=step)

    async def write(self, input_data: AppInput, metadata: Any) -> FileOutput:
        """Leaves a file that holds the number."""
        await tell(input_data, metadata, "started")
        path = Path(f"/tmp/{metadata.task_id}.txt")
        path.write_text(str(input_data.number))
        await tell(input_data, metadata, "finished")
        return FileOutput(number=input_data.number, attempt=metadata.attempt, file=File(path=str(path)))


async def tell(input_data: AppInput, metadata: Any, phase: str) -> None:
    """Returns once the ledger has written it down; the call fails when it cannot."""
    effect = {"task_id": metadata.task_id, "attempt": metadata.attempt, "phase": phase}
    await asyncio.to_thread(post, input_data.ledger, json.dumps(effect).encode())


def post(url: str, body: bytes) -> None:
    request = urllib.request.Request(url, body, {"Content-Type": "application/json"})
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    with opener.open(request, timeout=30) as answer:
        answer.read()
