from pydantic import BaseModel


class RunInput(BaseModel):
    text: str = "nothing"


class RunOutput(BaseModel):
    result: str


class GreetInput(BaseModel):
    name: str


class GreetOutput(BaseModel):
    greeting: str


class ReverseInput(BaseModel):
    text: str


class ReverseOutput(BaseModel):
    reversed: str


class App:
    async def run(self, input_data: RunInput) -> RunOutput:
        return RunOutput(result=input_data.text.upper())

    async def greet(self, input_data: GreetInput) -> GreetOutput:
        """Greets."""
        return GreetOutput(greeting=f"Hello, {input_data.name}!")

    async def reverse(self, input_data: ReverseInput) -> ReverseOutput:
        """Reads it backwards."""
        return ReverseOutput(reversed=input_data.text[::-1])
