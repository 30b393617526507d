"""A tool of the agents under faults: one effect outside, then a pause, then an answer."""

import asyncio
import json
import urllib.request

from inferencesh import BaseApp, BaseAppInput, BaseAppOutput


class AppInput(BaseAppInput):
    counter: str
    effect: str
    milliseconds: int = 0


class AppOutput(BaseAppOutput):
    seen: str


class App(BaseApp):
    async def run(self, input_data: AppInput) -> AppOutput:
        """Counts an effect and waits."""
        await asyncio.to_thread(count, input_data.counter, input_data.effect)
        await asyncio.sleep(input_data.milliseconds / 1000)
        return AppOutput(seen=input_data.effect)


def count(counter: str, effect: str) -> None:
    request = urllib.request.Request(
        counter, json.dumps({"effect": effect}).encode(), {"Content-Type": "application/json"}, method="POST"
    )
    with urllib.request.build_opener(urllib.request.ProxyHandler({})).open(request, timeout=150):
        pass
