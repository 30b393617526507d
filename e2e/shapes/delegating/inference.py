from inferencesh import BaseApp, BaseAppInput, BaseAppOutput, File
from pydantic import Field


class GenerateInput(BaseAppInput):
    prompt: str = Field(description="What to make")


class GenerateOutput(BaseAppOutput):
    text: str


class UpscaleInput(BaseAppInput):
    image: File = Field(description="What to make larger")
    factor: int = Field(default=2, ge=1, le=8)


class UpscaleOutput(BaseAppOutput):
    image: File
    factor: int


class App(BaseApp):
    async def setup(self, config):
        self.made = 0

    async def run(self, input: GenerateInput) -> GenerateOutput:
        return await self.generate(input)

    async def generate(self, input: GenerateInput) -> GenerateOutput:
        """Makes text."""
        self.made += 1
        return GenerateOutput(text=f"{input.prompt} #{self.made}")

    async def upscale(self, input: UpscaleInput) -> UpscaleOutput:
        """Makes it larger."""
        path = "/tmp/upscaled.txt"
        with open(input.image.path, "rb") as small, open(path, "wb") as large:
            large.write(small.read() * input.factor)
        return UpscaleOutput(image=File(path=path), factor=input.factor)
