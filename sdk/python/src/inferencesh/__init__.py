"""What an app imports to run on Hearth. The names of ``inferencesh.models.llm`` are imported from there."""

from typing import TYPE_CHECKING, Any

from inferencesh._version import __version__
from inferencesh.app import BaseApp, BaseAppInput, BaseAppOutput, BaseAppSetup
from inferencesh.file import File, FileUnavailableError
from inferencesh.metadata import Metadata
from inferencesh.models.output_meta import (
    AudioMeta,
    ImageMeta,
    MetaItem,
    OutputMeta,
    RawMeta,
    TextMeta,
    VideoMeta,
    VideoResolution,
)

if TYPE_CHECKING:
    from inferencesh.fetching import StorageDir as StorageDir
    from inferencesh.fetching import download as download
    from inferencesh.models.llm import LLMInput as LLMInput
    from inferencesh.models.llm import LLMOutput as LLMOutput

# Names whose modules are imported when they are first asked for: a runner starts without them. They are not in __all__,
# because a star import would ask for each.
_LAZY = {
    "LLMInput": "inferencesh.models.llm",
    "LLMOutput": "inferencesh.models.llm",
    "StorageDir": "inferencesh.fetching",
    "download": "inferencesh.fetching",
}

__all__ = [
    "AudioMeta",
    "BaseApp",
    "BaseAppInput",
    "BaseAppOutput",
    "BaseAppSetup",
    "File",
    "FileUnavailableError",
    "ImageMeta",
    "MetaItem",
    "Metadata",
    "OutputMeta",
    "RawMeta",
    "TextMeta",
    "VideoMeta",
    "VideoResolution",
    "__version__",
]


def __getattr__(name: str) -> Any:
    module = _LAZY.get(name)
    if module is None:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    import importlib

    value = getattr(importlib.import_module(module), name)
    globals()[name] = value
    return value
