"""The synchronous client, made from ``_async`` by ``sdk/python/unasync.py``."""
