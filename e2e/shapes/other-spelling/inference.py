import os

from infsh import BaseApp, BaseAppInput, BaseAppOutput, File
from pydantic import Field


class AppInput(BaseAppInput):
    image: str = Field(description="URL of an image")


class AppOutput(BaseAppOutput):
    image: File


class App(BaseApp):
    async def setup(self):
        self.prefix = "seen:"

    async def run(self, app_input: AppInput) -> AppOutput:
        path = os.path.join("/tmp", "result.txt")
        with open(path, "w") as file:
            file.write(self.prefix + app_input.image)
        return AppOutput(image=File(path=path))

    async def unload(self):
        del self.prefix
