import time

_began = time.perf_counter_ns()

import asyncio  # noqa: E402
from collections.abc import AsyncGenerator  # noqa: E402

from inferencesh import BaseApp  # noqa: E402
from inferencesh.models.llm import LLMInput, LLMOutput  # noqa: E402
from pydantic import BaseModel  # noqa: E402


class AppSetup(BaseModel):
    nonce: str = ""  # another one asks for another runner


class AppInput(BaseModel):
    pass


class AppOutput(BaseModel):
    import_ns: int
    setup_ns: int


class ClockInput(BaseModel):
    delay_ms: int = 50


class ClockOutput(BaseModel):
    yielded_at_ns: int


class App(BaseApp):
    async def setup(self, config: AppSetup) -> None:
        began = time.perf_counter_ns()
        self.nonce = config.nonce
        self.setup_ns = time.perf_counter_ns() - began

    async def run(self, input_data: AppInput) -> AppOutput:
        """Tells how long this app itself took to be ready."""
        return AppOutput(import_ns=_import_ns, setup_ns=self.setup_ns)

    async def clock(self, input_data: ClockInput) -> AsyncGenerator[ClockOutput, None]:
        """Tells the time, once the caller had time to listen, and goes on for a while."""
        await asyncio.sleep(input_data.delay_ms / 1000)
        yield ClockOutput(yielded_at_ns=time.time_ns())
        await asyncio.sleep(input_data.delay_ms / 1000)
        yield ClockOutput(yielded_at_ns=time.time_ns())

    async def mind(self, input_data: LLMInput) -> AsyncGenerator[LLMOutput, None]:
        """As an agent's LLM: says the time, once the caller had time to listen."""
        await asyncio.sleep(0.3)
        yield LLMOutput(response=str(time.time_ns()))
        await asyncio.sleep(0.05)


_import_ns = time.perf_counter_ns() - _began
