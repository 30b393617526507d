import re

from pydantic import Field

from inferencesh import BaseApp, BaseAppInput, BaseAppOutput, OutputMeta, TextMeta

_PLACE = re.compile(r"\{(\d+)\}")


class AppInput(BaseAppInput):
    template: str = Field(description="Text with numbered places such as {1}", examples=["Hello {1}, this is {2}."])
    strings: list[str] = Field(description="What to put in the places: the first string where {1} stands, and so on")


class AppOutput(BaseAppOutput):
    result: str = Field(description="The template with its places filled")


class App(BaseApp):
    async def run(self, input_data: AppInput) -> AppOutput:
        """Replaces every {n} by the n-th string; a place without a string stays as it is."""

        def fill(place: re.Match[str]) -> str:
            number = int(place.group(1))
            return input_data.strings[number - 1] if 1 <= number <= len(input_data.strings) else place.group(0)

        result = _PLACE.sub(fill, input_data.template)
        return AppOutput(
            result=result,
            output_meta=OutputMeta(
                inputs=[TextMeta(tokens=len(input_data.template))],
                outputs=[TextMeta(tokens=len(result))],
            ),
        )
