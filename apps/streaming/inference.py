import asyncio
from collections.abc import AsyncGenerator

from pydantic import Field

from inferencesh import BaseApp, BaseAppInput, BaseAppOutput, OutputMeta, TextMeta


class AppInput(BaseAppInput):
    text: str = Field(default="The quick brown fox jumps over the lazy dog.", description="What to say")
    delay_ms: int = Field(default=100, ge=0, le=60_000, description="Pause before each word")


class AppOutput(BaseAppOutput):
    response: str = Field(description="All that was said so far")


class App(BaseApp):
    async def run(self, input_data: AppInput) -> AsyncGenerator[AppOutput, None]:
        """Says the text word by word."""
        said: list[str] = []
        try:
            for word in input_data.text.split():
                await asyncio.sleep(input_data.delay_ms / 1000)
                said.append(word)
                yield AppOutput(response=" ".join(said), output_meta=OutputMeta(outputs=[TextMeta(tokens=len(said))]))
        finally:
            # Runs after a cancel too: the place to free what the call holds.
            self.logger.info("said %d words", len(said))
