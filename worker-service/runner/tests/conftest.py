from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from engine import Engine, Run, write_app


@pytest.fixture
def run(tmp_path: Path) -> Iterator[Run]:
    """Writes an app and starts a runner for it; ``load=False`` leaves loading to the test."""
    engines: list[Engine] = []

    def start(
        inference: str, *, load: bool = True, setup: object = None, env: dict[str, str] | None = None, **modules: str
    ) -> Engine:
        engine = Engine(write_app(tmp_path / f"app{len(engines)}", inference, **modules), env=env)
        engines.append(engine)
        return engine.loaded(setup) if load else engine

    yield start
    for engine in engines:
        engine.close()
