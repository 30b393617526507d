"""The same names as ``inferencesh``, under the package's shorter name."""

from typing import Any

import inferencesh
from inferencesh import *  # noqa: F403
from inferencesh import __all__ as __all__


def __getattr__(name: str) -> Any:
    return getattr(inferencesh, name)
