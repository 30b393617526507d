"""What went into a result and what came out of it: the figures behind usage records and prices."""

from __future__ import annotations

from enum import Enum
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field


class VideoResolution(str, Enum):
    """Common heights of a video."""

    RES_480P = "480p"
    RES_720P = "720p"
    RES_1080P = "1080p"
    RES_1440P = "1440p"
    RES_4K = "4k"


class MetaItem(BaseModel):
    """One thing consumed or made. Arguments that no field names are dropped without a word."""

    model_config = ConfigDict(extra="ignore")

    extra: dict[str, Any] | None = Field(default=None, description="Further figures of the app's own")


class TextMeta(MetaItem):
    type: Literal["text"] = "text"
    tokens: int = 0


class ImageMeta(MetaItem):
    type: Literal["image"] = "image"
    width: int = 0
    height: int = 0
    resolution_mp: float = Field(default=0.0, description="Megapixels")
    steps: int = 0
    count: int = 1


class VideoMeta(MetaItem):
    type: Literal["video"] = "video"
    width: int = 0
    height: int = 0
    resolution_mp: float = Field(default=0.0, description="Megapixels")
    resolution: VideoResolution | None = None
    seconds: float = 0.0
    fps: int = 0


class AudioMeta(MetaItem):
    type: Literal["audio"] = "audio"
    seconds: float = 0.0
    sample_rate: int = 0


class RawMeta(MetaItem):
    type: Literal["raw"] = "raw"
    cost: float = Field(default=0.0, description="Cents of a dollar")


AnyMeta = Annotated[TextMeta | ImageMeta | VideoMeta | AudioMeta | RawMeta, Field(discriminator="type")]


class OutputMeta(BaseModel):
    """Figures of one call."""

    inputs: list[AnyMeta] = Field(default_factory=list)
    outputs: list[AnyMeta] = Field(default_factory=list)
