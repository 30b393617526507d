from pydantic import BaseModel

from inferencesh import BaseApp


class AppInput(BaseModel):
    pass


class AppOutput(BaseModel):
    ok: bool = True


class App(BaseApp):
    async def run(self, input_data: AppInput) -> AppOutput:
        """Does nothing."""
        return AppOutput()
