"""The same names as ``inferencesh.models.output_meta``."""

from inferencesh.models.output_meta import *  # noqa: F403
