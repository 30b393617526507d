"""Makes the synchronous client from the asynchronous one, word by word: `python unasync.py`.

Each file of `_async` but `_platform.py` becomes one of `_sync`. `tests/test_client_package.py` fails while they differ.
"""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

CLIENT = Path(__file__).parent / "src" / "inferencesh" / "client"

#: In this order; whole words unless they say otherwise.
RULES = [
    (r"(?m)^ *def __await__.*\n.*\n\n", ""),
    (r"from contextlib import asynccontextmanager", "from contextlib import contextmanager"),
    (r"@asynccontextmanager", "@contextmanager"),
    (r"\basync (def|with|for)\b", r"\1"),
    (r"\bawait ", ""),
    (r"\b_async\b", "_sync"),
    (r"\basync_inference\b", "inference"),
    (r"\bAsyncClient\b", "Client"),
    (r"\b(_?)Async([A-Z]\w*)", r"\1\2"),
    (r"\b__a(iter|next|enter|exit)__\b", r"__\1__"),
    (r"\baiter_bytes\b", "iter_bytes"),
    (r"\baread\b", "read"),
    (r"\baclose\b", "close"),
    (r"\bStopAsyncIteration\b", "StopIteration"),
    (r"An (``Inference``)", r"An \1"),
    (
        r"The asynchronous client\. ``_sync`` is made from this folder by",
        "The synchronous client, made from ``_async`` by",
    ),
]


def translated(source: str) -> str:
    for pattern, replacement in RULES:
        source = re.sub(pattern, replacement, source)
    return source


def sources() -> list[Path]:
    return [file for file in sorted((CLIENT / "_async").glob("*.py")) if file.name != "_platform.py"]


def main() -> None:
    made = []
    for file in sources():
        target = CLIENT / "_sync" / file.name
        target.write_text(translated(file.read_text()))
        made.append(str(target))
    ruff = [sys.executable, "-m", "ruff"]
    subprocess.run([*ruff, "check", "-q", "--fix", "--select", "I,F401", *made], check=True)
    subprocess.run([*ruff, "format", "-q", *made], check=True)


if __name__ == "__main__":
    main()
