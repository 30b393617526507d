"""Setup in all its shapes."""

from __future__ import annotations

import pytest

from engine import Run

MODEL = """
    from inferencesh import BaseApp, BaseAppSetup, Metadata
    class AppSetup(BaseAppSetup):
        size: int = 1
    class App(BaseApp):
        {keyword} setup({parameters}):
            self.got = {got}
        async def run(self, input):
            return self.got
"""


@pytest.mark.parametrize("keyword", ["def", "async def"])
@pytest.mark.parametrize(
    ("parameters", "got", "expected"),
    [
        ("self", "'nothing'", "nothing"),
        ("self, metadata", "metadata.app_id", "app1"),
        ("self, metadata=None", "metadata['worker_id']", "worker1"),
        ("self, config", "config.size", 5),
        ("self, config: AppSetup", "config.size", 5),
        ("self, config: 'AppSetup' = None", "config.size", 5),
        ("self, setup_data: AppSetup, metadata: Metadata", "[setup_data.size, metadata.team_id]", [5, "team1"]),
        ("self, config: AppSetup, /", "config.size", 5),
        ("self, *args, **kwargs", "len(args)", 0),
    ],
)
def test_setup_gets_what_its_parameters_ask_for(
    run: Run, keyword: str, parameters: str, got: str, expected: object
) -> None:
    engine = run(MODEL.format(keyword=keyword, parameters=parameters, got=got), setup={"size": 5})

    assert engine.result({}) == expected


def test_no_setup_values_mean_the_defaults(run: Run) -> None:
    engine = run(MODEL.format(keyword="def", parameters="self, config: AppSetup", got="config.size"))

    assert engine.result({}) == 1


def test_config_without_a_model_answers_as_object_and_dict(run: Run) -> None:
    engine = run(
        """
        class App:
            def setup(self, config):
                self.got = [config.size, config["size"], config.get("none", 7), "size" in config, list(config.keys())]
            def run(self, input):
                return self.got
        """,
        setup={"size": 5},
    )

    assert engine.result({}) == [5, 5, 7, True, ["size"]]


def test_the_model_of_setup_comes_from_its_hint_not_from_a_name(run: Run) -> None:
    engine = run(
        """
        from pydantic import BaseModel
        class Options(BaseModel):
            size: int
        class App:
            def setup(self, options: Options):
                self.got = options.size
            def run(self, input):
                return self.got
        """,
        setup={"size": "5"},
    )

    assert engine.result({}) == 5


def test_app_without_setup_loads(run: Run) -> None:
    engine = run("class App:\n    def run(self, input):\n        return 1\n")

    assert engine.result({}) == 1


def test_setup_that_does_not_fit_fails_with_the_models_words(run: Run) -> None:
    engine = run(MODEL.format(keyword="def", parameters="self", got="1"), load=False)

    frame = engine.load({"size": "large"})

    assert frame.header["code"] == "SETUP_FAILED"
    assert frame.header["message"].startswith("Setup does not fit: AppSetup: size: Input should be a valid integer")


def test_files_of_setup_are_fetched(run: Run, tmp_path) -> None:  # type: ignore[no-untyped-def]
    (tmp_path / "weights").write_text("w")
    engine = run(
        """
        from inferencesh import BaseApp, BaseAppSetup, File
        class AppSetup(BaseAppSetup):
            weights: File
        class App(BaseApp):
            async def setup(self, config: AppSetup):
                self.got = open(config.weights.path).read()
            async def run(self, input):
                return self.got
        """,
        load=False,
    )

    engine.send("load", {"weights": "http://x/weights"}, root=str(engine.root), metadata={})
    engine.expect("stage")
    engine.expect("stage")
    fetch = engine.expect("fetch").header
    engine.send("fetched", request_id=fetch["request_id"], path=str(tmp_path / "weights"), uri="http://x/weights")
    engine.expect("ready")

    assert engine.result({}) == "w"


def test_what_setup_starts_on_the_loop_goes_on_between_calls(run: Run) -> None:
    engine = run(
        """
        import asyncio
        class App:
            async def setup(self):
                self.ticks = 0
                self.ticked = asyncio.Event()
                self.ticker = asyncio.create_task(self._tick())
            async def _tick(self):
                while True:
                    await asyncio.sleep(0.001)
                    self.ticks += 1
                    if self.ticks == 20:
                        print("twenty", flush=True)
            def run(self, input):
                return self.ticks
        """
    )

    engine.wait_for_log("twenty")

    assert engine.result({}) >= 20


def test_unload_is_called_then_the_process_ends(run: Run) -> None:
    engine = run(
        """
        class App:
            async def run(self, input):
                return 1
            async def unload(self):
                print("unloading", flush=True)
        """
    )

    engine.send("unload")
    engine.expect("unloaded")

    assert engine.wait_for_exit() == 0
    assert "unloading" in engine.log


@pytest.mark.parametrize("keyword", ["def", "async def"])
def test_a_failing_unload_is_only_logged(run: Run, keyword: str) -> None:
    engine = run(
        f"""
        class App:
            def run(self, input):
                return 1
            {keyword} unload(self):
                raise RuntimeError("no way out")
        """
    )

    engine.send("unload")
    engine.expect("unloaded")

    assert engine.wait_for_exit() == 0
    assert "no way out" in engine.log


def test_an_unload_that_does_not_end_is_cut_off(run: Run) -> None:
    engine = run(
        """
        import time
        class App:
            def run(self, input):
                return 1
            def unload(self):
                time.sleep(1000)
        """
    )

    engine.send("unload")
    engine.expect("unloaded")

    assert engine.wait_for_exit() == 0
    assert "unload() did not end" in engine.log


def test_threads_that_do_not_end_do_not_keep_the_process(run: Run) -> None:
    engine = run(
        """
        import threading, time
        class App:
            def run(self, input):
                threading.Thread(target=time.sleep, args=(1000,)).start()
                return 1
        """
    )
    engine.result({})

    engine.send("unload")
    engine.expect("unloaded")

    assert engine.wait_for_exit() == 0


def test_unload_before_load_ends_the_process(run: Run) -> None:
    engine = run("", load=False)

    engine.send("unload")

    engine.expect("unloaded")
    assert engine.wait_for_exit() == 0
