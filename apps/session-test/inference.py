from typing import Any

from pydantic import BaseModel

from inferencesh import BaseApp, BaseAppInput


class SetValueInput(BaseAppInput):
    key: str
    value: Any


class SetValueOutput(BaseModel):
    success: bool
    key: str
    value: Any


class GetValueInput(BaseAppInput):
    key: str


class GetValueOutput(BaseModel):
    found: bool
    key: str
    value: Any = None


class GetAllInput(BaseAppInput):
    pass


class GetAllOutput(BaseModel):
    state: dict[str, Any]
    call_count: int


class IncrementInput(BaseAppInput):
    key: str
    amount: int = 1


class IncrementOutput(BaseModel):
    key: str
    previous: int
    current: int


class App(BaseApp):
    async def setup(self) -> None:
        self.state: dict[str, Any] = {}
        self.call_count = 0

    async def set_value(self, input_data: SetValueInput) -> SetValueOutput:
        """Keeps a value under a key."""
        self.call_count += 1
        self.state[input_data.key] = input_data.value
        return SetValueOutput(success=True, key=input_data.key, value=input_data.value)

    async def get_value(self, input_data: GetValueInput) -> GetValueOutput:
        """Gives the value of a key back."""
        self.call_count += 1
        found = input_data.key in self.state
        return GetValueOutput(found=found, key=input_data.key, value=self.state.get(input_data.key))

    async def get_all(self, input_data: GetAllInput) -> GetAllOutput:
        """Gives everything back that is kept, and how often the app was called."""
        self.call_count += 1
        return GetAllOutput(state=dict(self.state), call_count=self.call_count)

    async def increment(self, input_data: IncrementInput) -> IncrementOutput:
        """Adds to the number under a key, which is 0 at first."""
        self.call_count += 1
        previous = self.state.get(input_data.key, 0)
        if not isinstance(previous, int):
            raise ValueError(f"the value of {input_data.key!r} is not a whole number: {previous!r}")
        self.state[input_data.key] = previous + input_data.amount
        return IncrementOutput(key=input_data.key, previous=previous, current=previous + input_data.amount)
