"""Says where the package was imported from, then runs a task with both clients. For `test_wheel.py`."""

import asyncio
import sys

from scripted import Server, data, task

import inferencesh
import inferencesh.models.llm
import infsh
from inferencesh import AsyncInference, BaseApp, BaseAppInput, BaseAppOutput, File, Inference
from inferencesh.client import NAMES


class Input(BaseAppInput):
    name: str
    file: File | None = None


class Output(BaseAppOutput):
    text: str


class App(BaseApp):
    async def run(self, given: Input) -> Output:
        return Output(text=given.name)


async def asynchronously(url: str) -> str:
    async with AsyncInference(api_key="k", base_url=url) as client:
        done = await client.run({"app": "a/b", "input": {}})
    return str(done["output"]["text"])


for name in NAMES:
    assert getattr(inferencesh, name) is getattr(infsh, name), name
assert asyncio.run(App().run(Input(name="x"))).text == "x"
server = Server()
server.on("POST /apps/run", data(task(10, output={"text": "Hello"})))
print(inferencesh.__file__)
print(f"{sys.version_info.major}.{sys.version_info.minor}")
with Inference(api_key="k", base_url=server.url) as opened:
    print("sync:", opened.run({"app": "a/b", "input": {}})["output"]["text"])
print("async:", asyncio.run(asynchronously(server.url)))
server.close()
