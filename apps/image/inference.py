import tempfile
from pathlib import Path

from PIL import Image
from pydantic import Field

from inferencesh import BaseApp, BaseAppInput, BaseAppOutput, File, ImageMeta, OutputMeta


class AppInput(BaseAppInput):
    image: File = Field(description="The picture")
    width: int = Field(default=256, ge=1, le=4096, description="Width of the result; its height follows")
    grey: bool = Field(default=True, description="Whether to turn it to shades of grey")


class AppOutput(BaseAppOutput):
    image: File = Field(description="The picture, changed")
    width: int
    height: int


class App(BaseApp):
    async def run(self, input_data: AppInput) -> AppOutput:
        """Scales a picture and turns it to shades of grey."""
        if input_data.image is None:
            raise ValueError("image is empty: give a URL, a data: URI or an uploaded file")
        with Image.open(input_data.image.path) as original:
            height = max(1, round(original.height * input_data.width / original.width))
            picture = original.convert("L" if input_data.grey else "RGB").resize((input_data.width, height))
        target = Path(tempfile.mkdtemp()) / f"{Path(input_data.image.filename or 'picture').stem}.png"
        picture.save(target)
        return AppOutput(
            image=File(path=target),
            width=picture.width,
            height=picture.height,
            output_meta=OutputMeta(
                outputs=[
                    ImageMeta(
                        width=picture.width,
                        height=picture.height,
                        resolution_mp=picture.width * picture.height / 1e6,
                    )
                ]
            ),
        )
