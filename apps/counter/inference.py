import time

from pydantic import Field

from inferencesh import BaseApp, BaseAppInput, BaseAppOutput, BaseAppSetup, Metadata


class AppSetup(BaseAppSetup):
    start: int = Field(default=0, description="Where counting begins")
    step: int = Field(default=1, ge=1, description="How far one call counts")


class AppInput(BaseAppInput):
    pass


class AppOutput(BaseAppOutput):
    count: int = Field(description="Rises with every call that the same runner serves")
    warm_seconds: float = Field(description="How long the runner has been set up")


class App(BaseApp):
    async def setup(self, config: AppSetup, metadata: Metadata) -> None:
        # A real app would load its model here: once, however many calls follow.
        self.step = config.step
        self.count = config.start
        self.set_up_at = time.monotonic()
        self.logger.info("counting from %d by %d on worker %s", config.start, config.step, metadata.worker_id)

    async def run(self, input_data: AppInput) -> AppOutput:
        """Counts one step further."""
        self.count += self.step
        return AppOutput(count=self.count, warm_seconds=time.monotonic() - self.set_up_at)

    async def unload(self) -> None:
        self.logger.info("stopped counting at %d", self.count)
