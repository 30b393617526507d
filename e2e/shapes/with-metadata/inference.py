from inferencesh import BaseApp, BaseAppInput, BaseAppOutput

MODELS = {"default": "the usual model"}


class AppInput(BaseAppInput):
    steps: int = 2


class AppOutput(BaseAppOutput):
    model: str
    known: dict[str, str]


class App(BaseApp):
    async def setup(self, metadata):
        self.model = MODELS[metadata.app_variant]

    async def run(self, input_data: AppInput, metadata) -> AppOutput:
        for step in range(input_data.steps):
            metadata.log(f"step {step + 1} of {input_data.steps}")
        assert metadata.get("app_variant") == metadata["app_variant"] == "default"
        return AppOutput(model=self.model, known={key: str(value) for key, value in metadata.items()})
