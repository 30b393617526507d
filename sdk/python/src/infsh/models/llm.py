"""The same names as ``inferencesh.models.llm``."""

from inferencesh.models.llm import *  # noqa: F403
from inferencesh.models.llm import __all__ as __all__
