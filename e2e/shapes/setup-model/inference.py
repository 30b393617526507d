from inferencesh import BaseApp, BaseAppInput, BaseAppOutput


class AppSetup(BaseAppInput):
    model_id: str = "small"
    precision: str = "fp16"


class AppInput(BaseAppInput):
    prompt: str = ""


class AppOutput(BaseAppOutput):
    model: str


class App(BaseApp):
    model: str = ""

    async def setup(self, config: AppSetup):
        self.model = f"{config.model_id}/{config.precision}"

    async def run(self, input_data: AppInput) -> AppOutput:
        return AppOutput(model=self.model)
