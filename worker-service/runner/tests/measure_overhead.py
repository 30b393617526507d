"""Prints how long a warm call that does nothing takes, socket to socket: ``python tests/measure_overhead.py``."""

from __future__ import annotations

import json
import struct
import tempfile
import time
from pathlib import Path

from engine import METADATA, Engine, write_app

APP = """
from pydantic import BaseModel
class AppInput(BaseModel):
    x: int = 0
class AppOutput(BaseModel):
    y: int
class App:
    {keyword} run(self, input_data: AppInput) -> AppOutput:
        return AppOutput(y=input_data.x)
"""
ROUNDS = 5000


def measure(keyword: str, root: Path) -> None:
    with Engine(write_app(root, APP.format(keyword=keyword))).loaded() as engine:
        header = {"type": "call", "task_id": "t" * 26, "attempt": 1, "function": "run", "metadata": METADATA}
        encoded, payload = json.dumps(header).encode(), b'{"x":1}'
        frame = struct.pack(">II", len(encoded), len(payload)) + encoded + payload
        times = []
        for _ in range(2 * ROUNDS):
            began = time.perf_counter_ns()
            engine.socket.sendall(frame)
            for _ in ("started", "result"):
                head, body = struct.unpack(">II", engine._reader.read(8))
                engine._reader.read(head + body)
            times.append((time.perf_counter_ns() - began) / 1000)
        warm = sorted(times[ROUNDS:])
        p50, p99 = warm[ROUNDS // 2], warm[ROUNDS * 99 // 100]
        print(f"{keyword:9} run: p50 {p50:.0f} µs, p99 {p99:.0f} µs")


def main() -> None:
    for keyword in ("def", "async def"):
        with tempfile.TemporaryDirectory() as folder:
            measure(keyword, Path(folder))


if __name__ == "__main__":
    main()
