"""The same names as ``inferencesh.models``."""
