"""Apps as people write them for the hosted service, published and run here without a change.

The shapes of public documentation are folders in `shapes/`; the odder ones stand beside what is asked of them.
"""

from __future__ import annotations

import json
import os
import re
import textwrap
import threading
import time
import urllib.request
from collections.abc import Callable
from functools import partial
from pathlib import Path
from queue import Queue
from typing import Any

import pytest
from curl import Answer, Curl
from harness import CANCELLED, COMPLETED, FAILED, RUNNING, Api, Stack

SHAPES = Path(__file__).resolve().parent / "shapes"
HEAD = """
    from inferencesh import BaseApp, BaseAppInput, BaseAppOutput, BaseAppSetup, File
    class AppInput(BaseAppInput):
        x: int = 1
    class AppOutput(BaseAppOutput):
        value: str = ""
"""
GOOD = """
    class App(BaseApp):
        async def run(self, input_data: AppInput) -> AppOutput:
            return AppOutput(value="fine")
"""

#: How long a call is held that nothing can take; longer than the pauses at which proxies and clients hang up.
HELD_SECONDS = 45

Publish = Callable[..., str]


@pytest.fixture(scope="module")
def curl(stack: Stack) -> Curl:
    return Curl(stack)


@pytest.fixture(scope="session")
def shapes(stack: Stack) -> None:
    for folder in sorted(SHAPES.iterdir()):
        stack.hearth("app", "deploy", str(folder), timeout=180)


@pytest.fixture(scope="module", autouse=True)
def held_call(stack: Stack, curl: Curl, tmp_path_factory: pytest.TempPathFactory) -> Queue[tuple[Answer, float]]:
    """The answer to a call that nothing can take, and after how long it came: while other tests run."""
    wants = "resources: {gpu: {count: 8, vram: 999, type: nvidia}}"
    done = stack.hearth("app", "deploy", str(make_folder(tmp_path_factory.mktemp("held"), GOOD, wants)), timeout=240)
    body = {"app": done.stdout.strip().splitlines()[-1], "input": {}, "wait": True}
    answers: Queue[tuple[Answer, float]] = Queue()

    def call() -> None:
        began = time.monotonic()
        answer = curl("POST", "/apps/run", body, "-H", f"Prefer: wait={HELD_SECONDS}")
        answers.put((answer, time.monotonic() - began))

    threading.Thread(target=call, name="held call", daemon=True).start()
    return answers


def make_folder(parent: Path, inference: str, yml: str = "", requirements: str = "", **files: str | bytes) -> Path:
    name = parent.name.replace("_", "-").lower()
    app = parent / "app"
    app.mkdir()
    texts = {
        "inf.yml": f"name: {name}\nnamespace: contract\n{textwrap.dedent(yml)}",
        "inference.py": textwrap.dedent(HEAD) + textwrap.dedent(inference),
        "requirements.txt": requirements,
        **files,
    }
    for path, content in texts.items():
        target = app / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(content if isinstance(content, bytes) else textwrap.dedent(content).encode())
    return app


@pytest.fixture
def folder(tmp_path: Path) -> Callable[..., Path]:
    """Makes an app's folder: `inference` after the usual models, `yml` after the name, and more files by name."""
    return partial(make_folder, tmp_path)


@pytest.fixture
def publish(stack: Stack, folder: Callable[..., Path]) -> Publish:
    """Publishes an app and gives its reference."""

    def make(*arguments: Any, **more: Any) -> str:
        done = stack.hearth("app", "deploy", str(folder(*arguments, **more)), timeout=240)
        return done.stdout.strip().splitlines()[-1]

    return make


@pytest.fixture
def refused(stack: Stack, folder: Callable[..., Path]) -> Publish:
    """Publishes an app that cannot be published, and gives what its author is told."""

    def make(*arguments: Any, **more: Any) -> str:
        done = stack.hearth("app", "deploy", str(folder(*arguments, **more)), check=False, timeout=240)
        assert done.returncode == 1, done.stdout + done.stderr
        return done.stderr.strip().splitlines()[-1] if "\n  cause" not in done.stderr else done.stderr

    return make


def read(url: str) -> bytes:
    with urllib.request.urlopen(url, timeout=30) as answer:
        return bytes(answer.read())


def log_of(curl: Curl, task: dict[str, Any]) -> str:
    return "".join(entry["content"] for entry in curl("GET", f"/tasks/{task['id']}/logs").data["logs"])


# --- the shapes of public documentation, called as people call them


@pytest.mark.usefixtures("shapes")
class TestShapes:
    def test_a_plain_class_has_its_functions_by_hints(self, curl: Curl, api: Api) -> None:
        app = curl("GET", "/v1/apps/shapes/plain-class").data
        assert list(app["version"]["functions"]) == ["run", "greet", "reverse"]
        assert app["version"]["functions"]["greet"]["description"] == "Greets."

        by_id = curl("POST", f"/v1/apps/{app['id']}/run", {"function": "reverse", "input": {"text": "abc"}}).data
        by_name = curl("POST", "/v1/run", {"app": "shapes/plain-class", "function": "greet", "input": {"name": "Ada"}})

        assert api.wait_final(by_id["id"])["output"] == {"reversed": "cba"}
        assert api.wait_final(by_name.data["id"])["output"] == {"greeting": "Hello, Ada!"}
        assert api.run("shapes/plain-class", {"text": "up"})["output"] == {"result": "UP"}

    def test_run_may_hand_on_to_another_function(self, api: Api) -> None:
        assert api.run("shapes/delegating", {"prompt": "a"})["output"]["text"].startswith("a #")
        assert api.run("shapes/delegating", {"prompt": "b"}, function="generate")["output"]["text"].startswith("b #")

    def test_the_command_line_uploads_the_files_that_an_input_names(self, stack: Stack, tmp_path: Path) -> None:
        (tmp_path / "small.txt").write_text("tiny ")
        (tmp_path / "input.json").write_text(json.dumps({"image": "small.txt", "factor": 3}))

        line = ["app", "run", "shapes/delegating", "--input", str(tmp_path / "input.json"), "--function", "upscale"]
        output = json.loads(stack.hearth(*line).stdout)

        assert output["factor"] == 3
        assert read(output["image"]) == b"tiny tiny tiny "

    def test_setup_has_its_defaults_and_another_setup_another_process(self, api: Api) -> None:
        assert api.run("shapes/setup-model", {})["output"]["model"] == "small/fp16"
        assert api.run("shapes/setup-model", {}, setup={"model_id": "big"})["output"]["model"] == "big/fp16"

    def test_a_setup_that_does_not_fit_fails_the_task_with_the_models_words(self, api: Api) -> None:
        task = api.run("shapes/setup-model", {}, setup={"precision": 16})

        assert (task["status"], task["error_code"]) == (FAILED, "SETUP_FAILED")
        assert task["error"] == "Setup does not fit: AppSetup: precision: Input should be a valid string"

    def test_metadata_logs_and_answers_in_every_way(self, curl: Curl, api: Api) -> None:
        task = api.run("shapes/with-metadata", {"steps": 2})

        assert task["output"]["model"] == "the usual model"
        assert task["output"]["known"]["task_id"] == task["id"]
        assert task["app_variant"] == "default"
        assert "step 1 of 2\nstep 2 of 2\n" in log_of(curl, task)

    def test_infsh_is_a_second_spelling(self, api: Api) -> None:
        task = api.run("shapes/other-spelling", {"image": "https://example.test/x.png"})

        assert read(task["output"]["image"]) == b"seen:https://example.test/x.png"

    def test_files_and_inputs_of_every_type(self, curl: Curl, api: Api) -> None:
        given = {"uri": "data:text/plain,hello", "filename": "greeting.txt", "id": "extra", "user_id": "u"}
        values = {"text": "t", "count": 2, "ratio": 0.5, "flag": True, "maybe_file": ""}
        task = api.run("shapes/files-and-types", {**values, "file": given, "files": ["data:,a", "data:,b"]})

        assert task["status"] == COMPLETED, task
        output = task["output"]
        assert output["seen"] == {
            "exists": True,
            "content_type": "text/plain",
            "size": 5,
            "filename": "greeting.txt",
            "uri": "data:text/plain,hello",
            "grew": [2, 4],
            "types": ["str", "int", "float", "bool"],
            "maybe_file": True,
            "contents": ["a", "b"],
        }
        assert read(output["by_path"]) == b"1234"
        assert read(output["with_metadata"]) == read(output["from_path"]) == b"plain"
        assert output["none"] is None
        assert output["with_metadata"].endswith("/notes.md"), "the same bytes under another name are another file"

    @pytest.mark.parametrize("bare", ["/etc/passwd", "cat.png", {"path": "/etc/passwd"}])
    def test_a_path_of_the_callers_machine_is_refused(self, curl: Curl, bare: Any) -> None:
        body = {"app": "shapes/delegating", "function": "upscale", "input": {"image": bare}}

        assert "input/image" in curl("POST", "/v1/run", body).refused(400, "invalid_request")


# --- the package and its imports


def test_helpers_behind_links_are_packed_and_dangling_ones_reported(
    stack: Stack, folder: Callable[..., Path], api: Api
) -> None:
    app = folder("from .shared import greet\n" + textwrap.dedent(GOOD).replace('"fine"', "greet()"))
    (app.parent / "lib").mkdir()
    (app.parent / "lib" / "shared.py").write_text("def greet():\n    return 'from outside'\n")
    (app / "shared.py").symlink_to("../lib/shared.py")
    (app / "gone.py").symlink_to("../lib/gone.py")

    done = stack.hearth("app", "deploy", str(app))

    assert "warning: gone.py is a link to ../lib/gone.py, which does not exist" in done.stderr
    assert api.run(done.stdout.strip(), {})["output"]["value"] == "from outside"


def test_a_vendored_package_may_take_the_name_src(publish: Publish, api: Api) -> None:
    app = publish(
        """
        import sys, os
        sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "vendor"))
        for name in [name for name in sys.modules if name == "src" or name.startswith("src.core")]:
            del sys.modules[name]
        from src.core import THING
        class App(BaseApp):
            async def setup(self, config):
                from src.late import LATE
                self.late = LATE
            async def run(self, input_data: "AppInput", metadata=None) -> "AppOutput":
                return AppOutput(value=THING + self.late)
        """,
        **{
            "__init__.py": "from .inference import App\n",
            "vendor/src/__init__.py": "",
            "vendor/src/core.py": "THING = 'core'\n",
            "vendor/src/late.py": "LATE = ' late'\n",
        },
    )

    assert api.run(app, {})["output"]["value"] == "core late"


def test_an_app_of_345_files_and_26_megabytes_arrives_whole(publish: Publish, api: Api) -> None:
    files = {f"data/d{number}/weights.bin": os.urandom(75_000) for number in range(345)}
    app = publish(
        """
        import pathlib
        class App(BaseApp):
            async def run(self, input_data: AppInput) -> AppOutput:
                sizes = [path.stat().st_size for path in pathlib.Path(__file__).parent.rglob("*.bin")]
                return AppOutput(value=f"{len(sizes)} {sum(sizes)}")
        """,
        **files,
    )

    assert api.run(app, {})["output"]["value"] == "345 25875000"


def test_schemas_of_several_megabytes_are_published(publish: Publish, api: Api) -> None:
    app = publish(
        """
        from pydantic import Field, create_model
        fields = {f"f{number}": (str, Field("d", description="x" * 2000)) for number in range(2000)}
        Big = create_model("Big", __base__=BaseAppInput, **fields)
        class App(BaseApp):
            async def run(self, input_data: Big) -> AppOutput:
                return AppOutput(value=input_data.f1999)
        """
    )

    assert api.run(app, {"f1999": "last"})["output"]["value"] == "last"


# --- what apps do to themselves and their process


def test_an_init_of_its_own_class_fields_and_whatever_is_set_on_self(publish: Publish, api: Api) -> None:
    app = publish(
        """
        import os
        from typing import Any, ClassVar
        os.environ["HF_HUB_ENABLE_HF_TRANSFER"] = "1"
        class Client:
            pass
        class App(BaseApp):
            DEFAULTS: ClassVar[dict] = {"a": 1}
            client: Client = None
            pipe: Any = None
            seen: list = []
            def __init__(self):
                super().__init__()
                self.count = 0
                self._private = 5
            async def setup(self, metadata=None):
                self.client = self.other = Client()
                self.metadata = {"own": 1}
                self.logger.info("set up")
            async def run(self, input_data: AppInput, metadata=None) -> AppOutput:
                self.count += 1
                self._private += 1
                self.seen.append(self.count)
                return AppOutput(value=f"{self.count} {self._private} {self.seen} {type(self.client).__name__}")
        """
    )

    assert api.run(app, {})["output"]["value"] == "1 6 [1] Client"
    assert api.run(app, {})["output"]["value"] == "2 7 [1, 2] Client"


def test_noise_bars_and_children_that_read_do_no_harm(publish: Publish, curl: Curl, api: Api) -> None:
    app = publish(
        r"""
        import os, subprocess, sys
        class App(BaseApp):
            async def run(self, input_data: AppInput) -> AppOutput:
                os.write(1, bytes(range(256)) * 20 + b"\n")
                os.write(2, b"\xff\xfe\x00 not text\n")
                for done in range(20000):
                    sys.stderr.write(f"\r{done / 200:3.0f}%|####| {done}/20000")
                sys.stderr.write("\rall 20000 done\n")
                read = subprocess.run(["cat"], capture_output=True)
                subprocess.run("head -c 100000 /dev/urandom", shell=True)
                print("x" * 3_000_000)
                sys.stdout.write("the end, and no line feed")
                sys.stdout.flush()
                return AppOutput(value=f"{read.returncode} {read.stdout!r}")
        """
    )

    task = api.run(app, {})

    assert task["output"]["value"] == "0 b''"
    log = log_of(curl, task)
    assert log.count("20000") < 2000, "of a progress bar a few states are enough"
    assert log.endswith("the end, and no line feed\n")


def test_processes_and_threads_of_an_app_work(publish: Publish, api: Api) -> None:
    app = publish(
        """
        import asyncio, concurrent.futures, multiprocessing, sys
        def square(x):
            return x * x
        class App(BaseApp):
            async def run(self, input_data: AppInput) -> AppOutput:
                with concurrent.futures.ProcessPoolExecutor(2) as pool:
                    forked = list(pool.map(square, [1, 2, 3]))
                with multiprocessing.get_context("spawn").Pool(1) as pool:
                    spawned = pool.map(square, [4])
                threaded = await asyncio.to_thread(square, 5)
                code = "import sys, inferencesh; print(len(sys.stdin.read()))"
                child = await asyncio.create_subprocess_exec(sys.executable, "-c", code, stdout=-1)
                said, _ = await child.communicate()
                return AppOutput(value=f"{forked} {spawned} {threaded} {said.decode().strip()}")
        """
    )

    assert api.run(app, {})["output"]["value"] == "[1, 4, 9] [16] 25 0"


def test_streams_dicts_and_plain_functions(publish: Publish, curl: Curl, api: Api) -> None:
    app = publish(
        """
        import asyncio
        from typing import AsyncGenerator, AsyncIterator, Iterator
        class App(BaseApp):
            async def run(self, input_data: AppInput, metadata) -> AsyncGenerator[AppOutput, None]:
                try:
                    for number in range(input_data.x):
                        yield AppOutput(value=str(number))
                        await asyncio.sleep(0.01)
                finally:
                    print("finally was reached")
            async def nothing(self, input_data: AppInput) -> AsyncIterator[AppOutput]:
                if False:
                    yield
            def plain(self, input_data: AppInput) -> "Iterator[AppOutput]":
                yield {"value": "1"}
                yield AppOutput(value="2")
            def as_dict(self, input_data: AppInput) -> AppOutput:
                text = {"type": "text", "tokens": 3, "extra": {"a": 1}}
                return {"value": "d", "output_meta": {"outputs": [text]}}
        """
    )

    streamed = api.run(app, {"x": 5})
    nothing = api.run(app, {}, function="nothing")

    assert streamed["output"]["value"] == "4"
    assert "finally was reached" in log_of(curl, streamed)
    assert (nothing["status"], nothing["output"]) == (COMPLETED, None)
    assert "warning: nothing yielded nothing, so the output is null" in log_of(curl, nothing)
    assert api.run(app, {}, function="plain")["output"]["value"] == "2"
    assert api.run(app, {}, function="as_dict")["output"]["output_meta"]["outputs"][0]["tokens"] == 3


def test_files_and_figures_at_every_position(publish: Publish, api: Api) -> None:
    app = publish(
        """
        from datetime import datetime
        from enum import Enum
        from typing import Annotated, Any, Dict, List, Optional, Tuple
        from pydantic import BaseModel, Field
        from inferencesh import AudioMeta, ImageMeta, OutputMeta, RawMeta, TextMeta, VideoMeta, VideoResolution
        class Mode(str, Enum):
            A = "a"
        class Sub(BaseModel):
            file: Optional[File] = None
        class In(BaseAppInput):
            subs: List[Sub] = []
            by_name: Dict[str, File] = {}
            pair: Optional[Tuple[File, int]] = None
            noted: Annotated[File, Field(description="x")] = None
        class Out(BaseAppOutput):
            mode: Mode = Mode.A
            when: datetime = datetime(2026, 1, 1)
            files: List[File] = []
            nested: Dict[str, Sub] = {}
            elsewhere: Optional[File] = None
            read: List[str] = []
        class App(BaseApp):
            async def run(self, i: "In", metadata: Any = None) -> "Out":
                files = [sub.file for sub in i.subs] + list(i.by_name.values()) + [i.pair[0], i.noted]
                open("/tmp/out.txt", "w").write("out")
                meta = OutputMeta(
                    inputs=[TextMeta(tokens=1, unheard_of=2)],
                    outputs=[ImageMeta(width=5, extra={"q": 1}), VideoMeta(resolution=VideoResolution.RES_1080P),
                             AudioMeta(seconds=2), RawMeta(cost=0.25)],
                )
                return Out(read=[open(file.path).read() for file in files], files=[File(path="/tmp/out.txt")],
                           nested={"a": Sub(file=File(path="/tmp/out.txt"))},
                           elsewhere=File(uri="https://example.test/a.png"), output_meta=meta)
        """
    )
    files = {"subs": [{"file": "data:,1"}], "by_name": {"k": "data:,2"}, "pair": ["data:,3", 4], "noted": "data:,4"}

    output = api.run(app, files)["output"]

    assert output["read"] == ["1", "2", "3", "4"]
    assert (output["mode"], output["when"]) == ("a", "2026-01-01T00:00:00")
    assert read(output["files"][0]) == read(output["nested"]["a"]["file"]) == b"out"
    assert output["elsewhere"] == "https://example.test/a.png"
    kinds = [item["type"] for item in output["output_meta"]["outputs"]]
    assert kinds == ["image", "video", "audio", "raw"]


def test_fixed_names_in_tmp_never_show_an_earlier_task(publish: Publish, api: Api) -> None:
    app = publish(
        """
        import os
        class In(BaseAppInput):
            file: File
        class Out(BaseAppOutput):
            file: File
            echo: File
        class App(BaseApp):
            async def run(self, input_data: In) -> Out:
                stem = os.path.splitext(os.path.basename(input_data.file.path))[0]
                path = f"/tmp/{stem}_done.txt"
                if not os.path.exists(path):
                    with open(path, "w") as done:
                        done.write(open(input_data.file.path).read())
                return Out(file=File(path=path), echo=input_data.file)
        """
    )

    one, two = (
        api.run(app, {"file": {"uri": f"data:text/plain,{text}", "filename": "same.txt"}})["output"]
        for text in ("one", "two")
    )

    assert (read(one["file"]), read(two["file"])) == (b"one", b"two")
    again = api.run(app, {"file": two["file"]})["output"]
    assert again["echo"] == two["file"], "a file of ours is not stored again"
    assert again["file"].endswith("/same_done_done.txt"), "and has kept its name"


def test_what_setup_downloads_is_there_for_the_next_process(publish: Publish, api: Api) -> None:
    app = publish(
        """
        import pathlib
        class AppSetup(BaseAppSetup):
            name: str = "first"
        class App(BaseApp):
            async def setup(self, config: AppSetup):
                weights = pathlib.Path("~/.cache/huggingface/weights").expanduser()
                self.found = weights.read_text() if weights.exists() else "nothing"
                weights.parent.mkdir(parents=True, exist_ok=True)
                weights.write_text(config.name)
            async def run(self, input_data: AppInput) -> AppOutput:
                return AppOutput(value=self.found)
        """
    )

    assert api.run(app, {})["output"]["value"] == "nothing"
    assert api.run(app, {}, setup={"name": "second"})["output"]["value"] == "first"


def test_an_app_that_takes_the_name_context_is_cancelled_all_the_same(publish: Publish, api: Api) -> None:
    app = publish(
        """
        import asyncio
        class App(BaseApp):
            cancel_flag: bool = False
            async def setup(self, config):
                self.context = {"browser": 1}
                self.logger = None
            async def run(self, input_data: AppInput, metadata) -> AppOutput:
                while not self.cancel_flag:
                    await asyncio.sleep(0.05)
                return AppOutput(value="stopped")
            async def on_cancel(self):
                self.cancel_flag = True
                return True
        """
    )
    task = api.run(app, {}, wait=False)
    api.wait_status(task["id"], RUNNING)

    api.cancel(task["id"])

    assert api.wait_final(task["id"])["status"] == CANCELLED


def test_the_environment_is_the_apps(publish: Publish, api: Api) -> None:
    app = publish(
        """
        import os
        AT_IMPORT = os.environ["GREETING"]
        class App(BaseApp):
            async def run(self, input_data: AppInput) -> AppOutput:
                import src.inference
                foreign = [name for name in os.environ if "HEARTH" in name or "KAFKA" in name]
                return AppOutput(value=f"{AT_IMPORT}|{os.environ['N']}|{os.getcwd()}|{foreign}|{__name__}")
        """,
        yml="env:\n  PYTHONPATH: /app\n  GREETING: 'a b $HOME'\n  N: 5\n",
    )

    assert api.run(app, {})["output"]["value"].split("|") == ["a b $HOME", "5", "/app/src", "[]", "src.inference"]


def test_a_local_project_and_a_second_list_are_installed(publish: Publish, api: Api) -> None:
    app = publish(
        """
        import made_up, iniconfig
        class App(BaseApp):
            async def run(self, input_data: AppInput) -> AppOutput:
                return AppOutput(value=made_up.VALUE)
        """,
        requirements="# ours is there anyway\ninferencesh == 0.2.7\n-e ./made-up  # beside the app",
        **{
            "requirements2.txt": "iniconfig",
            "made-up/pyproject.toml": """
                [project]
                name = "made-up"
                version = "1.0"
                [build-system]
                requires = ["hatchling"]
                build-backend = "hatchling.build"
            """,
            "made-up/made_up/__init__.py": "VALUE = 'made up'\n",
        },
    )

    assert api.run(app, {})["output"]["value"] == "made up"


def test_wants_that_this_machine_cannot_meet_are_warnings(
    stack: Stack, folder: Callable[..., Path], api: Api
) -> None:
    app = folder(
        GOOD,
        yml="kernel: python-3.10\nresources:\n  ram: 999\n",
        **{"packages.txt": "# fonts\nno-such-package\n"},
    )

    done = stack.hearth("app", "deploy", str(app))

    assert "warning: packages.txt:2: 'no-such-package' is not on this engine" in done.stderr
    assert "warning: inf.yml: resources.ram is 999 GB" in done.stderr
    assert api.run(done.stdout.strip(), {})["output"]["value"] == "fine"


# --- what authors get wrong


@pytest.mark.parametrize(
    ("changed", "told"),
    [
        ({"yml": "kernel: [a\n"}, r"inf\.yml:\d+: not YAML: .*expected"),
        ({"yml": "resources: 5\n"}, r"inf\.yml:3: resources must be a map of keys and values"),
        ({"yml": "secrets: FAL_KEY\n"}, r"inf\.yml:3: secrets must be a list, each entry with its key"),
        ({"yml": "resources: {ram: lots}\n"}, r"resources\.ram is 'lots', not a number such as 8 or 16GB"),
        ({"yml": "kernel: ruby-3\n"}, r"kernel 'ruby-3' is not one this installation runs: it runs Python"),
        ({"inference": "class App(BaseApp):\n    async def run(self, i: AppInptu) -> AppOutput: ...\n"},
         r"inference\.py:8: NameError: name 'AppInptu' is not defined"),
        ({"inference": "from .helper import nope\n", "helper.py": "x = 1\n"},
         r"inference\.py:7: ImportError: cannot import name 'nope'"),
        ({"inference": "import numpyy\n"},
         r"inference\.py:7: ModuleNotFoundError: No module named 'numpyy'; if it is a package, name it in req"),
        ({"inference": "from .helper import x\n", "helper.py": "x = 1\ny = 1 / 0\n"},
         r"helper\.py:2: ZeroDivisionError: division by zero"),
        ({"inference": "class App(BaseApp):\n    def (\n"}, r"inference\.py:8: SyntaxError: "),
        ({"inference": "x = 1\n"}, r"inference\.py defines no class App: add class App\(BaseApp\)"),
        ({"inference": "class App(BaseApp):\n    async def setup(self): ...\n"},
         r"class App in inference\.py has no function to call: define run\(self, input_data: AppInput\)"),
        ({"inference": "import os\nos._exit(3)\n"}, r"importing inference\.py ended its process \(exit code 3\)"),
        ({"inference": "import sys\nsys.exit(3)\n"}, r"inference\.py:8: SystemExit: 3"),
        ({"inference": GOOD, "requirements": "no-such-package-anywhere-xyz==1.0\n"}, r"no-such-package-anywhere-xyz"),
        ({"inference": GOOD, "requirements": "idna==3.4\nrequests==2.31.0\nurllib3==3.99\n"},
         r"requests==2\.31\.0 depends on urllib3"),
        ({"inference": GOOD, "requirements": "# first\nidna ==== 3\n"}, r"requirements\.txt:2"),
        ({"inference": GOOD, "requirements": "idna\n./gone\n"}, r"requirements\.txt:2: './gone' is not in the app"),
        ({"inference": GOOD, "requirements": "../other\n"}, r"requirements\.txt:1: '\.\./other' is outside the app"),
    ],
)  # fmt: skip
def test_what_cannot_be_published_is_told_with_its_place(refused: Publish, changed: dict[str, Any], told: str) -> None:
    assert re.search(told, refused(**{"inference": GOOD, **changed}))


FAILING = """
    import time
    class Odd:
        pass
    class In(BaseAppInput):
        what: str
    class Out(BaseAppOutput):
        text: str = ""
        file: File = None
    class App(BaseApp):
        async def run(self, i: In) -> dict:
            match i.what:
                case "set": return {"set": {1}, "bytes": b"abc", "tuple": (1, 2)}
                case "bytes": return {"a": b"\\xff"}
                case "object": return {"a": Odd()}
                case "nan": return {"a": [float("nan")]}
                case "circle":
                    circle = {}
                    circle["again"] = circle
                    return circle
                case "text": return "plain"
                case "huge": return {"a": "x" * (40 << 20)}
                case "key": return {}["missing"]
                case "value": raise ValueError("the prompt is too long")
                case "forever": time.sleep(3600)
        async def typed(self, i: In) -> Out:
            match i.what:
                case "shape": return {"text": [1]}
                case "own": return Out(text=[1])
                case "file": return Out(file=File(path="/tmp/never.png"))
                case "folder": return Out(file=File(path="/tmp"))
"""


@pytest.fixture(scope="module")
def failing(stack: Stack, tmp_path_factory: pytest.TempPathFactory) -> str:
    app = tmp_path_factory.mktemp("failing")
    (app / "inf.yml").write_text("name: failing\nnamespace: contract\nmax_run_seconds: 1\n")
    (app / "inference.py").write_text(textwrap.dedent(HEAD) + textwrap.dedent(FAILING))
    (app / "requirements.txt").write_text("")
    return stack.hearth("app", "deploy", str(app)).stdout.strip()


@pytest.mark.parametrize(
    ("function", "what", "code", "told"),
    [
        ("run", "bytes", "INVALID_OUTPUT", r"cannot be written as JSON: .* bytes as a File \(inference\.py:17\)"),
        ("run", "object", "INVALID_OUTPUT", r"cannot be written as JSON: .*Odd.*return models, dicts, lists"),
        ("run", "nan", "INVALID_OUTPUT", r"Output field a\[0\] is nan, and JSON has no such number"),
        ("run", "circle", "INVALID_OUTPUT", r"Circular reference"),
        ("run", "text", "INVALID_OUTPUT", r"run returned what does not fit: .*valid dictionary \(inference\.py:17\)"),
        ("run", "huge", "INVALID_OUTPUT", r"Output has \d+ bytes, the limit is 33554432: return large results as"),
        ("run", "key", "APP_ERROR", r"KeyError: 'missing' \(inference\.py:29\)"),
        ("run", "value", "APP_ERROR", r"^the prompt is too long$"),
        ("run", "forever", "TIMEOUT", r"longer than its limit of 1 s"),
        ("typed", "shape", "INVALID_OUTPUT", r"typed returned what does not fit: Out: text: .*\(inference\.py:32\)"),
        ("typed", "own", "APP_ERROR", r"Out: text: Input should be a valid string \(inference\.py:35\)"),
        ("typed", "file", "FILE_UNAVAILABLE", r"/tmp/never\.png does not exist: write it before returning it"),
        ("typed", "folder", "FILE_UNAVAILABLE", r"/tmp is a folder, not a file"),
    ],
)  # fmt: skip
def test_a_failing_call_says_what_where_and_what_to_do(
    failing: str, api: Api, function: str, what: str, code: str, told: str
) -> None:
    own_limit = {} if what == "forever" else {"max_run_seconds": 60}

    task = api.run(failing, {"what": what}, function=function, **own_limit)

    assert (task["status"], task["error_code"]) == (FAILED, code), task
    assert re.search(told, task["error"]), task["error"]


def test_what_json_lacks_but_can_hold_is_written(failing: str, api: Api) -> None:
    assert api.run(failing, {"what": "set"}, max_run_seconds=60)["output"] == {"set": [1], "bytes": "abc", "tuple": [1, 2]}


def test_a_setup_that_raises_says_what_and_where(publish: Publish, api: Api) -> None:
    app = publish(
        """
        class App(BaseApp):
            async def setup(self):
                open("weights.bin")
            async def run(self, input_data: AppInput) -> AppOutput: ...
        """
    )

    task = api.run(app, {})

    assert (task["status"], task["error_code"]) == (FAILED, "SETUP_FAILED")
    assert task["error"] == "FileNotFoundError: [Errno 2] No such file or directory: 'weights.bin' (inference.py:10)"


# --- last, because it takes so long


def test_a_call_that_nothing_can_take_is_held_as_long_as_promised(
    held_call: Queue[tuple[Answer, float]], api: Api
) -> None:
    answer, seconds = held_call.get(timeout=HELD_SECONDS + 15)

    assert HELD_SECONDS - 1 < seconds < HELD_SECONDS + 10
    assert answer.data["status"] not in (COMPLETED, FAILED, CANCELLED), "and is not cut off by a pause on the line"
    api.cancel(answer.data["id"])
