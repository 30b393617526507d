"""The built wheel, installed with what it asks for into an environment of each Python that is there."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

TESTS = Path(__file__).parent
PROJECT = TESTS.parent
VERSIONS = ["3.10", "3.11", "3.12", "3.13"]
HERE = f"{sys.version_info.major}.{sys.version_info.minor}"


def interpreter(version: str) -> str | None:
    """A Python of this version that runs: ours, one on the path, or one of pyenv's, which stands on no path."""
    if version == HERE:
        return sys.executable
    name = f"python{version}"
    pyenv = Path(os.environ.get("PYENV_ROOT") or Path.home() / ".pyenv")
    for found in [shutil.which(name), *sorted(map(str, pyenv.glob(f"versions/*/bin/{name}")))]:
        if found and answer_of(found) == version:
            return found
    return None


def answer_of(python: str) -> str:
    """Its version; nothing if it does not run, as what pyenv puts on the path, or has no module for environments."""
    asked = "import sys, venv; print('%d.%d' % sys.version_info[:2])"
    try:
        done = subprocess.run([python, "-c", asked], capture_output=True, text=True, timeout=60)
    except OSError:
        return ""
    return done.stdout.strip() if done.returncode == 0 else ""


def installing(environment: Path) -> list[str]:
    """How something is installed there. An environment made by uv, as ours may be, has no pip."""
    python = str(environment / "bin" / "python")
    if uv := shutil.which("uv"):
        return [uv, "pip", "install", "-q", "--python", python]
    return [sys.executable, "-m", "pip", "--python", python, "install", "-q", "--no-compile"]


def run(*command: str | Path, cwd: Path) -> str:
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("PYTHON", "VIRTUAL_ENV"))}
    done = subprocess.run(command, cwd=cwd, env=kept, capture_output=True, text=True, timeout=300)
    assert done.returncode == 0, f"{command} ended with {done.returncode}\n{done.stdout}\n{done.stderr}"
    return done.stdout


class Smoke:
    """Smoke tests of the wheel, two at a time: most of their time is spent on making environments."""

    def __init__(self, folder: Path, pool: ThreadPoolExecutor) -> None:
        run(sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", folder, cwd=PROJECT)
        [self._wheel] = folder.glob("*.whl")
        self._folder = folder
        self._begun = {version: pool.submit(self._said, version) for version in VERSIONS}
        # No newer Python has a pydantic that is so old.
        python = "3.11" if HERE == "3.11" else "3.10"
        self._begun["oldest"] = pool.submit(self._said, python, *oldest_dependencies())

    def said(self, name: str) -> list[str]:
        said = self._begun[name].result(600)
        if said is None:
            pytest.skip(f"no Python for {name}: put python3.10 to python3.13 on the path")
        return said

    def _said(self, version: str, *packages: str) -> list[str] | None:
        """What it says in a new environment with the wheel and these packages; nothing without such a Python."""
        python = interpreter(version)
        if python is None:
            return None
        environment = self._folder / "-".join([version, *packages])
        run(python, "-m", "venv", "--without-pip", environment, cwd=self._folder)
        run(*installing(environment), self._wheel, *packages, cwd=self._folder)
        origin, *said = run(environment / "bin" / "python", TESTS / "smoke.py", cwd=self._folder).splitlines()
        assert Path(origin).is_relative_to(environment)
        return said


def oldest_dependencies() -> list[str]:
    [asked] = re.findall(r"(?m)^dependencies = .*$", (PROJECT / "pyproject.toml").read_text())
    oldest = [f"{name}=={version}" for name, version in re.findall(r'"([a-z]+)>=([0-9.]+)', asked)]
    assert len(oldest) == asked.count('"') // 2, f"each names its oldest version: {asked}"
    return oldest


@pytest.fixture(scope="module")
def smoke(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Smoke]:
    with ThreadPoolExecutor(2) as pool:
        yield Smoke(tmp_path_factory.mktemp("wheel"), pool)


@pytest.mark.parametrize("version", VERSIONS)
def test_installs_imports_and_runs(version: str, smoke: Smoke) -> None:
    assert smoke.said(version) == [version, "sync: Hello", "async: Hello"]


def test_runs_with_the_oldest_dependencies_that_it_says_it_takes(smoke: Smoke) -> None:
    assert smoke.said("oldest")[1:] == ["sync: Hello", "async: Hello"]
