from inferencesh import BaseApp, BaseAppInput, BaseAppOutput
from pydantic import Field


class AppInput(BaseAppInput):
    name: str = Field(description="Whom to greet")


class AppOutput(BaseAppOutput):
    greeting: str


class App(BaseApp):
    async def setup(self) -> None:
        """Runs once, before the first call: the place to load what takes long."""
        self.word = "Hello"

    async def run(self, input_data: AppInput) -> AppOutput:
        self.logger.info("greeting %s", input_data.name)
        return AppOutput(greeting=f"{self.word}, {input_data.name}!")
