"""The process around the app: its socket, its streams, its children."""

from __future__ import annotations

import socket
import struct
import subprocess
import sys

from engine import RUNNER, SDK, Run


def test_noise_on_the_streams_cannot_disturb_the_socket(run: Run) -> None:
    engine = run(
        """
        import os, subprocess, sys
        class App:
            def run(self, input):
                print("printed")
                sys.stderr.write("complained\\n")
                os.write(1, b"raw\\n")
                subprocess.run(["sh", "-c", "echo child; echo grandchild >&2; printf '\\\\0\\\\0\\\\0\\\\7'"])
                return "clean"
        """
    )

    assert engine.result({}) == "clean"
    engine.close()
    for word in ("printed", "complained", "raw", "child", "grandchild"):
        assert word in engine.log


def test_a_child_that_reads_its_input_gets_nothing(run: Run) -> None:
    engine = run(
        """
        import subprocess, sys
        class App:
            def run(self, input):
                return [sys.stdin.read(), subprocess.run(["cat"], capture_output=True).stdout.decode()]
        """
    )

    assert engine.result({}) == ["", ""]


def test_a_forked_child_cannot_send_and_does_not_keep_the_socket_open(run: Run) -> None:
    engine = run(
        """
        import os, time
        class App:
            def run(self, input, metadata):
                pid = os.fork()
                if pid == 0:
                    try:
                        metadata.log("from the child")
                    except OSError:
                        print("child has no socket", flush=True)
                    os._exit(0)
                os.waitpid(pid, 0)
                return "parent"
        """
    )

    assert engine.result({}) == "parent"
    engine.wait_for_log("child has no socket")


def test_worker_processes_of_the_app_work(run: Run) -> None:
    engine = run(
        """
        import multiprocessing
        def double(x):
            return x * 2
        class App:
            def run(self, input):
                results = []
                for method in ("fork", "spawn"):
                    with multiprocessing.get_context(method).Pool(1) as pool:
                        results.append(pool.map(double, [1, 2]))
                return results
        """
    )

    assert engine.result({}) == [[2, 4], [2, 4]]


def test_the_process_ends_when_the_socket_closes_even_in_a_blocking_call(run: Run) -> None:
    engine = run("import time\nclass App:\n    def run(self, input):\n        time.sleep(1000)\n")
    engine.start({})
    engine.expect("started")

    assert engine.close() == 0


def test_the_address_of_the_socket_is_not_passed_on_to_the_app(run: Run) -> None:
    engine = run("import os\nclass App:\n    def run(self, input):\n        return os.environ.get('HEARTH_SOCKET')\n")

    assert engine.result({}) is None


def test_an_app_that_ends_the_process_is_seen_as_a_closed_socket(run: Run) -> None:
    engine = run("import os\nclass App:\n    def run(self, input):\n        os._exit(42)\n")
    engine.start({})
    engine.expect("started")

    assert engine.wait_for_exit() == 42


def test_without_an_engine_there_is_a_clear_message() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "hearth_runner"],
        env={"PYTHONPATH": f"{RUNNER}:{SDK}"},
        capture_output=True,
        text=True,
        check=False,
    )

    assert done.returncode == 1
    assert "HEARTH_SOCKET is not set" in done.stderr


def test_what_is_no_frame_ends_the_process_with_a_message(run: Run) -> None:
    engine = run("class App:\n    def run(self, input): ...\n")

    engine.socket.sendall(struct.pack(">II", 1 << 30, 0))

    assert engine.wait_for_exit() == 70
    assert "is too large" in engine.log


def test_half_a_frame_is_a_closed_socket(run: Run) -> None:
    engine = run("class App:\n    def run(self, input): ...\n")

    engine.socket.sendall(struct.pack(">II", 10, 0) + b"{")
    engine.socket.shutdown(socket.SHUT_WR)

    assert engine.wait_for_exit() == 0


def test_threads_of_the_app_may_log_to_the_task(run: Run) -> None:
    engine = run(
        """
        import threading
        class App:
            def run(self, input, metadata):
                threads = [threading.Thread(target=metadata.log, args=("x" * 1000,)) for _ in range(20)]
                for thread in threads:
                    thread.start()
                for thread in threads:
                    thread.join()
        """
    )

    engine.start({})
    engine.expect("started")
    logs = [engine.expect("log").header["content"] for _ in range(20)]

    assert logs == ["x" * 1000] * 20
    engine.expect("result")
