"""What an author's Ctrl-C leaves: nothing half done."""

from __future__ import annotations

import signal
import subprocess
import tempfile
from pathlib import Path

import pytest
from harness import ROOT, Stack, await_that, is_running

APP = '''
import os
import subprocess
import time

from inferencesh import BaseApp


class App(BaseApp):
    def run(self, input_data):
        child = subprocess.Popen(["sleep", "31415"])
        print(f"at work {os.getpid()} {child.pid} {os.environ['HOME']}", flush=True)
        try:
            while not self.context.cancel_requested:
                time.sleep(0.01)
        finally:
            print("cleaned up", flush=True)
'''


def test_ctrl_c_in_app_test_cancels_the_call_and_leaves_nothing(stack: Stack, tmp_path: Path) -> None:
    (tmp_path / "inf.yml").write_text("name: patient\n")
    (tmp_path / "inference.py").write_text(APP)
    environment = {**stack.environment(), "XDG_CACHE_HOME": str(ROOT / "target" / "e2e" / "cache")}
    process = subprocess.Popen(
        [str(ROOT / "hearth"), "app", "test", str(tmp_path)],
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,
    )
    assert process.stdout is not None
    line = next((line for line in process.stdout if "at work" in line), "")
    runner, child, home = line.split()[2:]

    process.send_signal(signal.SIGINT)
    told, _ = process.communicate(timeout=60)

    assert process.returncode == 130, told
    assert "cleaned up" in told
    await_that("the app's processes are gone", lambda: not is_running(int(runner)) and not is_running(int(child)), 10)
    assert not Path(home).exists()
    assert sorted(file.name for file in tmp_path.iterdir()) == ["inf.yml", "inference.py"]


def test_ctrl_c_in_app_deploy_takes_the_build_back(stack: Stack, tmp_path: Path) -> None:
    (tmp_path / "inf.yml").write_text("name: slow-to-import\n")
    (tmp_path / "inference.py").write_text("import time\nprint('importing', flush=True)\ntime.sleep(300)\n")
    process = subprocess.Popen(
        [str(ROOT / "hearth"), "app", "deploy", str(tmp_path)],
        env=stack.environment(),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,
    )
    assert process.stdout is not None
    next((line for line in process.stdout if "importing" in line), "")

    process.send_signal(signal.SIGINT)
    told, _ = process.communicate(timeout=60)

    assert process.returncode == 130, told
    versions = await_that(
        "the version has failed",
        lambda: (lines := stack.hearth("app", "versions", "local/slow-to-import").stdout) and "failed" in lines and lines,
        30,
    )
    assert "ready" not in versions and "building" not in versions


@pytest.mark.parametrize("template", ["minimal", "llm"])
def test_app_init_leaves_no_trace_in_a_folder_that_is_not_empty(stack: Stack, tmp_path: Path, template: str) -> None:
    (tmp_path / "mine.txt").write_text("mine")

    refused = stack.hearth("app", "init", str(tmp_path), "--template", template, check=False)

    assert refused.returncode == 2 and "not empty" in refused.stderr
    assert [file.name for file in tmp_path.iterdir()] == ["mine.txt"]
    assert not list(Path(tempfile.gettempdir()).glob(".hearth-init-*"))
