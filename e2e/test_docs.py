"""The pages of docs/apps, and those of docs/agents that show apps, done as they say: files are written, commands typed, and what they promise is looked for.

A fenced block is understood by its first line:

    ```python greeter/inference.py            written to this file (any language with a path behind it)
    ```python greeter/inference.py unchanged  the file is there already, with this content
    ```sh                                     typed into a shell, which must end with 0
    ```sh exit=1                              … with this exit code
    ```text                                   lines that the block before printed, in this order; … stands for anything
"""

from __future__ import annotations

import os
import re
import subprocess
from pathlib import Path
from typing import NamedTuple

import pytest
from harness import ROOT, Stack

FOLDERS = (ROOT / "docs" / "apps", ROOT / "docs" / "agents")
PAGES = [page for folder in FOLDERS for page in sorted(folder.glob("*.md"))]
BLOCK = re.compile(r"^```(\w+)[ ]*([^\n]*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)


class Block(NamedTuple):
    language: str
    about: list[str]
    content: str
    line: int


def blocks_of(page: Path) -> list[Block]:
    text = page.read_text()
    return [
        Block(found[1], found[2].split(), found[3], text.count("\n", 0, found.start()) + 1)
        for found in BLOCK.finditer(text)
    ]


def run_as_typed(page: Path, folder: Path, environment: dict[str, str]) -> int:
    """Does what the page says, in the order it says it; answers how many commands were typed."""
    typed, printed = 0, ""
    for language, about, content, line in blocks_of(page):
        place = f"{page.name}:{line}"
        if language == "sh":
            typed += 1
            done = subprocess.run(
                ["bash", "-e", "-o", "pipefail", "-c", content],
                cwd=folder,
                env=environment,
                stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT,
                stdin=subprocess.DEVNULL,
                text=True,
                timeout=300,
            )
            printed = done.stdout
            wanted = next((int(word.removeprefix("exit=")) for word in about if word.startswith("exit=")), 0)
            assert done.returncode == wanted, f"{place}: ended with {done.returncode}\n{printed}"
        elif language == "text" and not about:
            require(content, printed, place)
        elif about[1:] == ["unchanged"]:
            assert (folder / about[0]).read_text() == content, f"{place}: {about[0]} has another content"
        elif about:
            (folder / about[0]).write_text(content)
    return typed


def require(lines: str, printed: str, place: str) -> None:
    start = 0
    for line in lines.splitlines():
        pattern = ".*".join(re.escape(part) for part in line.split("…"))
        found = re.compile(pattern).search(printed, start)
        assert found, f"{place}: {line!r} is not among\n{printed[start:]}"
        start = found.end()


@pytest.fixture(scope="module")
def environment(stack: Stack, tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    programs = tmp_path_factory.mktemp("bin")
    (programs / "hearth").symlink_to(ROOT / "hearth")
    return {
        **stack.environment(),
        **stack.env,
        "PATH": f"{programs}:{os.environ['PATH']}",
        "XDG_CACHE_HOME": str(ROOT / "target" / "e2e" / "cache"),
    }


@pytest.mark.parametrize("page", PAGES, ids=[f"{page.parent.name}/{page.stem}" for page in PAGES])
def test_a_page_does_what_it_says(
    page: Path, environment: dict[str, str], stack: Stack, tmp_path: Path
) -> None:
    if page.stem == "limits" and "local only" in stack.hearth("doctor", check=False).stdout:
        pytest.skip("without bubblewrap there is no limit to run into")

    (tmp_path / "apps").symlink_to(ROOT / "apps")

    try:
        typed = run_as_typed(page, tmp_path, environment)
    except AssertionError as failure:
        if page.stem == "real-model" and re.search("No solution found|Failed to (fetch|download)", str(failure)):
            pytest.skip(f"the packages of the model cannot be had: {str(failure)[-300:]}")
        raise

    assert typed or page.stem in ("README", "contract", "tools")


@pytest.mark.parametrize("folder", FOLDERS, ids=[folder.name for folder in FOLDERS])
def test_every_page_is_on_the_list(folder: Path) -> None:
    listed = set(re.findall(r"\]\(([a-z-]+\.md)\)", (folder / "README.md").read_text()))

    assert {page.name for page in folder.glob("*.md")} - {"README.md"} == listed
