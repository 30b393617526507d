"""What `hearth doctor` says of a machine on which programs are missing."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
from harness import ROOT


@pytest.fixture
def path_without(tmp_path: Path) -> Callable[..., str]:
    """A PATH with all programs of this one but those."""

    def made(*missing: str) -> str:
        folder = tmp_path / "bin"
        folder.mkdir()
        for place in os.environ["PATH"].split(os.pathsep):
            for program in Path(place).iterdir() if Path(place).is_dir() else []:
                link = folder / program.name
                if not program.name.startswith(missing) and not link.is_symlink():
                    link.symlink_to(program)
        return str(folder)

    return made


def doctor(path: str, home: Path) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "PATH": path, "HEARTH_HOME": str(home)}
    return subprocess.run([ROOT / "hearth", "doctor"], env=environment, capture_output=True, text=True, timeout=300)


def line_of(what: str, said: str) -> list[str]:
    return next((line.split() for line in said.splitlines() if line.split()[1:2] == [what]), [])


def test_programs_that_some_apps_need_are_reported(path_without: Callable[..., str], tmp_path: Path) -> None:
    said = doctor(path_without("ffmpeg", "ffprobe"), tmp_path / "home").stdout

    for program in ("ffmpeg", "ffprobe"):
        assert line_of(program, said) == ["limited", program, "not", "found"]
    assert said.count("apt-get install ffmpeg") == 2


def test_a_program_that_hearth_needs_is_named_with_the_way_to_get_it(path_without: Callable[..., str], tmp_path: Path) -> None:
    done = doctor(path_without("python3"), tmp_path / "home")

    assert line_of("python3", done.stdout) == ["missing", "python3", "not", "found"]
    assert "apt-get install python3" in done.stdout
    assert done.returncode == 4


def test_a_program_that_is_there_is_shown_as_it_calls_itself(path_without: Callable[..., str], tmp_path: Path) -> None:
    said = doctor(path_without("ffmpeg"), tmp_path / "home").stdout

    assert line_of("python3", said)[:3] == ["ok", "python3", "Python"]
