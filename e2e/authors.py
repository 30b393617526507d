"""Apps as their authors write them, for tests: a folder made of a few lines, and what its publishing says."""

from __future__ import annotations

import textwrap
import urllib.request
from collections.abc import Callable
from pathlib import Path
from typing import Any

from curl import Curl

HEAD = """
    from inferencesh import BaseApp, BaseAppInput, BaseAppOutput, BaseAppSetup, File
    class AppInput(BaseAppInput):
        x: int = 1
    class AppOutput(BaseAppOutput):
        value: str = ""
"""
GOOD = """
    class App(BaseApp):
        async def run(self, input_data: AppInput) -> AppOutput:
            return AppOutput(value="fine")
"""

Publish = Callable[..., str]


def make_folder(parent: Path, inference: str, yml: str = "", requirements: str = "", **files: str | bytes) -> Path:
    name = parent.name.replace("_", "-").lower()
    app = parent / "app"
    app.mkdir()
    texts = {
        "inf.yml": f"name: {name}\nnamespace: contract\n{textwrap.dedent(yml)}",
        "inference.py": textwrap.dedent(HEAD) + textwrap.dedent(inference),
        "requirements.txt": requirements,
        **files,
    }
    for path, content in texts.items():
        target = app / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(content if isinstance(content, bytes) else textwrap.dedent(content).encode())
    return app


def read(url: str) -> bytes:
    with urllib.request.urlopen(url, timeout=30) as answer:
        return bytes(answer.read())


def log_of(curl: Curl, task: dict[str, Any]) -> str:
    return "".join(entry["content"] for entry in curl("GET", f"/tasks/{task['id']}/logs").data["logs"])
