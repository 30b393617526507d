import asyncio
from collections.abc import AsyncGenerator

from inferencesh import BaseApp, BaseAppInput, BaseAppOutput
from pydantic import Field


class AppInput(BaseAppInput):
    text: str = Field(description="What to say")
    pause_seconds: float = Field(default=0.1, ge=0, le=60)


class AppOutput(BaseAppOutput):
    said: str = Field(description="All that was said so far")


class App(BaseApp):
    async def run(self, input_data: AppInput) -> AsyncGenerator[AppOutput, None]:
        """Every yield is the whole output so far; the last one is the result."""
        said: list[str] = []
        try:
            for word in input_data.text.split():
                await asyncio.sleep(input_data.pause_seconds)
                said.append(word)
                yield AppOutput(said=" ".join(said))
        finally:
            # Runs after a cancel too.
            self.logger.info("said %d words", len(said))
