"""Apps as people write them for the hosted service, published and run here without a change."""

from __future__ import annotations

import os
import textwrap
from collections.abc import Callable
from pathlib import Path

import pytest
from authors import GOOD, Publish, log_of, read
from curl import Curl
from harness import CANCELLED, COMPLETED, RUNNING, Api, Stack

pytestmark = pytest.mark.usefixtures("held_call")  # begins while there is much to do


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
