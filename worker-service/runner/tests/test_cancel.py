"""Cancels: seen while app code blocks, told to the app, clean for the next call."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from engine import Engine, Run


def cancel_running(engine: Engine, payload: object = None, task_id: str = "task1") -> None:
    engine.start(payload if payload is not None else {}, task_id=task_id)
    engine.expect("started")
    engine.wait_for_log("in run")
    engine.send("cancel", task_id=task_id)


def test_the_flag_is_visible_while_the_loop_is_blocked(run: Run) -> None:
    engine = run(
        """
        import time
        class App:
            async def run(self, input):
                print("in run", flush=True)
                while not self.context.cancel_requested:
                    time.sleep(0.001)
                return "late"
        """
    )

    cancel_running(engine)
    frame = engine.last_frame()

    assert (frame.type, frame.header["task_id"], frame.payload) == ("cancelled", "task1", b"")


def test_the_flag_is_visible_in_a_plain_function_and_gone_for_the_next_call(run: Run) -> None:
    engine = run(
        """
        class App:
            def run(self, input):
                if input.get("ask"):
                    return self.context.cancel_requested
                print("in run", flush=True)
                while not self.context.cancel_requested:
                    pass
        """
    )

    cancel_running(engine)

    assert engine.last_frame().type == "cancelled"
    assert engine.result({"ask": True}) is False


def test_an_app_that_overwrites_its_context_can_be_cancelled(run: Run) -> None:
    engine = run(
        """
        import asyncio
        class App:
            async def setup(self):
                self.context = "browser"
            async def run(self, input):
                print("in run", flush=True)
                await asyncio.sleep(1000)
        """
    )

    cancel_running(engine)

    assert engine.last_frame().type == "cancelled"


def test_a_waiting_coroutine_without_a_way_of_its_own_is_cancelled_at_once(run: Run) -> None:
    engine = run(
        """
        import asyncio
        class App:
            async def run(self, input):
                print("in run", flush=True)
                try:
                    await asyncio.sleep(1000)
                finally:
                    print("cleaned up", flush=True)
        """
    )

    cancel_running(engine)

    assert engine.last_frame().type == "cancelled"
    engine.wait_for_log("cleaned up")


def test_on_cancel_runs_on_the_loop_and_the_app_ends_its_own_way(run: Run) -> None:
    engine = run(
        """
        import asyncio
        class App:
            async def setup(self):
                self.cancel_flag = asyncio.Event()
            async def on_cancel(self):
                asyncio.get_running_loop()
                self.cancel_flag.set()
                return True
            async def run(self, input):
                print("in run", flush=True)
                await self.cancel_flag.wait()
                print("ended my way", flush=True)
        """
    )

    cancel_running(engine)

    assert engine.last_frame().type == "cancelled"
    engine.wait_for_log("ended my way")


def test_on_cancel_that_does_nothing_is_followed_by_a_cancel_of_the_coroutine(run: Run) -> None:
    engine = run(
        """
        import asyncio
        class App:
            async def on_cancel(self):
                return True
            async def run(self, input):
                print("in run", flush=True)
                await asyncio.sleep(1000)
        """
    )

    began = time.monotonic()
    cancel_running(engine)

    assert engine.last_frame().type == "cancelled"
    assert time.monotonic() - began < 10


def test_a_failing_on_cancel_is_only_logged(run: Run) -> None:
    engine = run(
        """
        import asyncio
        class App:
            async def on_cancel(self):
                self.stop = True
                raise RuntimeError("on_cancel broke")
            async def run(self, input):
                self.stop = False
                print("in run", flush=True)
                while not self.stop:
                    await asyncio.sleep(0.001)
        """
    )

    cancel_running(engine)

    assert engine.last_frame().type == "cancelled"
    engine.wait_for_log("on_cancel broke")


def test_a_plain_on_cancel_reaches_a_plain_function_that_blocks(run: Run) -> None:
    engine = run(
        """
        import threading
        class App:
            def setup(self):
                self.stop = threading.Event()
            def on_cancel(self):
                self.stop.set()
            def run(self, input):
                print("in run", flush=True)
                self.stop.wait(1000)
        """
    )

    cancel_running(engine)

    assert engine.last_frame().type == "cancelled"


def test_a_cancelled_stream_is_closed_and_keeps_its_last_snapshot(run: Run) -> None:
    engine = run(
        """
        import asyncio
        class App:
            async def run(self, input):
                try:
                    yield "so far"
                    print("in run", flush=True)
                    await asyncio.sleep(1000)
                    yield "never"
                finally:
                    print("closed", flush=True)
        """
    )

    cancel = engine.start
    cancel({})
    engine.expect("started")
    engine.expect("partial")
    engine.wait_for_log("in run")
    engine.send("cancel", task_id="task1")
    frame = engine.expect("cancelled")

    assert frame.json == "so far"
    engine.wait_for_log("closed")


def test_a_stream_that_goes_on_is_closed_at_its_next_snapshot(run: Run) -> None:
    engine = run(
        """
        class App:
            def run(self, input):
                try:
                    n = 0
                    while True:
                        n += 1
                        yield n
                finally:
                    print("closed", flush=True)
        """
    )

    engine.start({})
    engine.expect("started")
    engine.expect("partial")
    engine.send("cancel", task_id="task1")

    assert engine.last_frame().type == "cancelled"
    engine.wait_for_log("closed")


def test_an_error_after_a_cancel_is_a_cancel(run: Run) -> None:
    engine = run(
        """
        class App:
            def run(self, input):
                print("in run", flush=True)
                while not self.context.cancel_requested:
                    pass
                raise RuntimeError("interrupted")
        """
    )

    cancel_running(engine)

    assert engine.last_frame().type == "cancelled"
    engine.wait_for_log("interrupted")


def test_a_call_that_waits_for_its_turn_never_starts(run: Run) -> None:
    engine = run(
        """
        import asyncio
        class App:
            async def run(self, input):
                print("in run", flush=True)
                while not self.context.cancel_requested:
                    await asyncio.sleep(0.001)
        """
    )

    engine.start({}, task_id="first")
    engine.start({}, task_id="second")
    engine.expect("started")
    engine.send("cancel", task_id="second")
    engine.send("cancel", task_id="first")
    first, second = engine.receive(), engine.receive()

    assert [(f.type, f.header["task_id"]) for f in (first, second)] == [("cancelled", "first"), ("cancelled", "second")]


def test_cancels_of_other_tasks_and_repeated_ones_change_nothing(run: Run, tmp_path: Path) -> None:
    engine = run(
        """
        import asyncio, os
        class App:
            async def on_cancel(self):
                print("on_cancel called", flush=True)
            async def run(self, input):
                if "gate" not in input:
                    return "next"
                print("in run", flush=True)
                while not os.path.exists(input["gate"]):
                    await asyncio.sleep(0.001)
                return "done"
        """
    )

    engine.start({"gate": str(tmp_path / "gate")})
    engine.expect("started")
    engine.send("cancel", task_id="another")
    engine.send("cancel", task_id="task1")
    engine.send("cancel", task_id="task1")
    engine.wait_for_log("on_cancel called")
    (tmp_path / "gate").touch()

    assert engine.last_frame().type == "cancelled"
    engine.send("cancel", task_id="task1")
    assert engine.result({}) == "next"
    assert engine.log.count("on_cancel called") == 1


def test_a_cancel_while_files_are_fetched_ends_the_call(run: Run) -> None:
    engine = run(
        """
        from pydantic import BaseModel
        from inferencesh import File
        class AppInput(BaseModel):
            f: File | None = None
        class App:
            async def on_cancel(self):
                print("never called", flush=True)
            async def run(self, input_data: AppInput):
                return 1
        """
    )

    engine.start({"f": "http://x/slow"})
    engine.expect("fetch")
    engine.send("cancel", task_id="task1")

    assert engine.expect("cancelled").payload == b""
    assert engine.result({}) == 1
    assert "never called" not in engine.log


LEFT = """
    import asyncio, subprocess, sys, threading, time
    def work():
        print("in run", flush=True)
        time.sleep(1000)
    class App:
        async def setup(self):
            self.helper = subprocess.Popen(["sleep", "1000"])
            await asyncio.to_thread(time.sleep, 0.1)
        async def unload(self):
            self.helper.kill()
        async def run(self, input):
            if not input.get("wait"):
                return "still here"
            {statement}
"""


@pytest.mark.parametrize(
    ("statement", "left"),
    [
        ("await asyncio.to_thread(work)", "thread asyncio_0"),
        ("threading.Thread(target=work, daemon=True).start(); await asyncio.sleep(1000)", "thread Thread-1 (work)"),
        (
            # Said by us: a child speaks before we have it, and until then it is ended together with what makes it.
            "p = await asyncio.create_subprocess_exec('sleep', '1000'); print('in run', flush=True); await p.wait()",
            "process",
        ),
    ],
)
def test_what_a_call_left_running_when_it_was_cut_off_ends_the_process(run: Run, statement: str, left: str) -> None:
    engine = run(LEFT.format(statement=statement))

    cancel_running(engine, {"wait": True})
    engine.expect("cancelled")

    assert engine.wait_for_exit() == 1
    assert f"the cancelled call left {left}" in engine.log


def test_what_setup_started_does_not_count_as_left(run: Run) -> None:
    engine = run(LEFT.format(statement="print('in run', flush=True); await asyncio.sleep(1000)"))

    cancel_running(engine, {"wait": True})
    engine.expect("cancelled")

    assert engine.result({}) == "still here"
    engine.send("unload")
    engine.expect("unloaded")
