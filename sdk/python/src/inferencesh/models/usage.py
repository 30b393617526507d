"""The usage figures by the name that public documentation gives their module."""

from inferencesh.models.output_meta import *  # noqa: F403
