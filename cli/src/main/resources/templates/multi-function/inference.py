from inferencesh import BaseApp, BaseAppInput, BaseAppOutput, BaseAppSetup
from pydantic import Field


class AppSetup(BaseAppSetup):
    language: str = Field(default="en", pattern="^(en|fr)$")


class GreetInput(BaseAppInput):
    name: str


class Greeting(BaseAppOutput):
    text: str


class CountInput(BaseAppInput):
    text: str


class Count(BaseAppOutput):
    words: int
    calls: int = Field(description="Calls that this setup has served")


class App(BaseApp):
    async def setup(self, config: AppSetup) -> None:
        """Callers with equal parameters share what is set up here."""
        self.word = {"en": "Hello", "fr": "Bonjour"}[config.language]
        self.calls = 0

    async def run(self, input_data: GreetInput) -> Greeting:
        """Greets someone."""
        self.calls += 1
        return Greeting(text=f"{self.word}, {input_data.name}!")

    async def count(self, input_data: CountInput) -> Count:
        """Counts words."""
        self.calls += 1
        return Count(words=len(input_data.text.split()), calls=self.calls)
