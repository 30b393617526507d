"""The npm packages, fetched and bundled once below target/.

`@inferencesh/sdk` 0.6.54 cannot be imported by Node as it is (its imports lack their file extensions); bundled it works.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import subprocess
from pathlib import Path
from typing import Any

from harness import TARGET, Stack

SOURCES = Path(__file__).resolve().parent / "clients"
FOLDER = TARGET / "clients"
BUNDLE = FOLDER / "bundle"


def prepare() -> None:
    """`npm ci` when the lock changed, and a fresh bundle."""
    lock = (SOURCES / "package-lock.json").read_bytes()
    stamp = FOLDER / "installed"
    digest = hashlib.sha256(lock).hexdigest()
    if not stamp.exists() or stamp.read_text() != digest:
        FOLDER.mkdir(parents=True, exist_ok=True)
        for name in ("package.json", "package-lock.json"):
            shutil.copy(SOURCES / name, FOLDER / name)
        _run(["npm", "ci", "--no-audit", "--no-fund", "--ignore-scripts"], cwd=FOLDER)
        stamp.write_text(digest)
    _run(
        [
            str(FOLDER / "node_modules/.bin/esbuild"),
            *(str(source) for source in sorted(SOURCES.glob("*.js"))),
            "--bundle",
            "--platform=node",
            "--format=cjs",
            "--log-level=warning",
            "--out-extension:.js=.cjs",
            f"--outdir={BUNDLE}",
        ],
        env={**os.environ, "NODE_PATH": str(FOLDER / "node_modules")},
    )


def run(name: str, stack: Stack, **variables: str) -> Any:
    """What the scenario of that name printed."""
    line = ["node", str(BUNDLE / f"{name}.cjs")]
    output = _run(line, env={**os.environ, **stack.env, **variables})
    return json.loads(output)


def _run(line: list[str], **options: Any) -> str:
    done = subprocess.run(line, capture_output=True, text=True, timeout=120, **options)
    assert done.returncode == 0, f"{' '.join(line)} ended with {done.returncode}\n{done.stdout}\n{done.stderr}"
    return done.stdout
