"""Import, construction and what an app finds on itself."""

from __future__ import annotations

import sys

import pytest

from engine import METADATA, Run

APP = """
    from inferencesh import BaseApp, BaseAppInput, BaseAppOutput
    class AppInput(BaseAppInput):
        x: int = 0
    class AppOutput(BaseAppOutput):
        y: str
    class App(BaseApp):
        async def run(self, input_data: AppInput) -> AppOutput:
            return AppOutput(y={expression})
"""


def app(expression: str, head: str = "") -> str:
    import textwrap

    return textwrap.dedent(head) + textwrap.dedent(APP.format(expression=expression))


def test_hello_tells_process_python_and_sdk(run: Run) -> None:
    engine = run(app("'a'"), load=False)

    assert engine.hello.header["pid"] == engine.process.pid
    assert engine.hello.header["python"] == ".".join(str(part) for part in sys.version_info[:3])
    assert engine.hello.header["sdk"] == "0.8.0"


def test_load_passes_its_stages_and_is_ready(run: Run) -> None:
    engine = run(app("'a'"), load=False)

    engine.send("load", root=str(engine.root), metadata=METADATA)

    assert engine.expect("stage").header["stage"] == "importing"
    assert engine.expect("stage").header["stage"] == "setting_up"
    engine.expect("ready")


def test_imports_as_member_of_a_package_with_its_init_first(run: Run) -> None:
    engine = run(
        app("f'{__name__} {helper.VALUE} {os.environ[\"ORDER\"]}'", "import os\nfrom . import helper\n"),
        helper__py="VALUE = 'relative'",
        __init____py="import os\nos.environ['ORDER'] = 'init first'",
    )

    assert engine.result({})["y"] == "src.inference relative init first"


def test_relative_imports_work_without_an_init(run: Run) -> None:
    engine = run(app("helper.VALUE", "from . import helper\n"), helper__py="VALUE = 'here'", load=False)
    (engine.root / "src" / "__init__.py").unlink()

    assert engine.loaded().result({})["y"] == "here"


def test_siblings_can_be_imported_absolutely(run: Run) -> None:
    engine = run(app("sibling.VALUE", "import sibling\n"), sibling__py="VALUE = 'beside'")

    assert engine.result({})["y"] == "beside"


def test_a_sibling_cannot_hide_a_module_of_the_library_or_the_runner(run: Run) -> None:
    engine = run(
        app("f'{json.dumps(1)} {runner.MINE}'", "import json\nimport runner\n"),
        json__py="raise RuntimeError('hidden')",
        runner__py="MINE = True",
        files__py="raise RuntimeError('never imported')",
    )

    assert engine.result({})["y"] == "1 True"


def test_path_and_working_directory_are_the_apps(run: Run) -> None:
    engine = run(app("f'{sys.path[0]}|{os.getcwd()}'", "import os, sys\n"))

    assert engine.result({})["y"] == f"{engine.root}|{engine.root}/src"


def test_survives_an_app_that_replaces_the_package_src(run: Run) -> None:
    head = "import sys, types\nsys.modules['src'] = types.ModuleType('src')\n"
    engine = run(app("'still here'", head))

    assert engine.result({})["y"] == "still here"


def test_app_extends_a_shared_base_of_a_helper(run: Run) -> None:
    engine = run(
        "from .shared import SharedApp, AppInput, AppOutput\nclass App(SharedApp):\n    word = 'mine'\n",
        shared__py=app("self.word", "").replace("class App(BaseApp):", "class SharedApp:"),
    )

    assert engine.result({})["y"] == "mine"


def test_plain_class_without_a_base_is_an_app(run: Run) -> None:
    engine = run("class App:\n    def run(self, input):\n        return {'got': input}\n")

    assert engine.result({"a": [1]}) == {"got": {"a": [1]}}


def test_logger_and_context_are_there_before_setup(run: Run) -> None:
    engine = run(
        """
        class App:
            def setup(self):
                self.logger.info("from setup")
                self.seen = self.context.cancel_requested
            def run(self, input):
                return self.seen
        """
    )

    assert engine.result({}) is False
    engine.close()
    assert "INFO app: from setup" in engine.log


def test_an_apps_own_logger_and_context_are_kept(run: Run) -> None:
    engine = run(
        """
        import logging
        from inferencesh import BaseApp
        class App(BaseApp):
            logger: logging.Logger = logging.getLogger("mine")
            async def setup(self):
                self.context = "browser"
            async def run(self, input):
                return [self.logger.name, self.context]
        """
    )

    assert engine.result({}) == ["mine", "browser"]


def test_app_that_takes_no_attributes_loads_with_a_warning(run: Run) -> None:
    engine = run("class App:\n    __slots__ = ()\n    def run(self, input):\n        return 1\n")

    assert engine.result({}) == 1
    engine.close()
    assert "App takes no attribute 'logger'" in engine.log


def test_own_init_and_undeclared_attributes_work(run: Run) -> None:
    engine = run(
        """
        from inferencesh import BaseApp
        from typing import ClassVar
        class Client: pass
        class App(BaseApp):
            NAMES: ClassVar[dict] = {}
            client: Client = None
            def __init__(self):
                super().__init__()
                self.made = "in init"
                self._hidden = 1
            async def run(self, input):
                self.count = getattr(self, "count", 0) + self._hidden
                return f"{self.made} {self.count}"
        """
    )

    assert [engine.result({}), engine.result({})] == ["in init 1", "in init 2"]


def test_secrets_are_visible_at_import(run: Run) -> None:
    engine = run(app("KEY", "import os\nKEY = os.environ['FAL_KEY']\n"), env={"FAL_KEY": "k1"})

    assert engine.result({})["y"] == "k1"


def test_ids_of_app_and_worker_are_visible_at_import(run: Run) -> None:
    engine = run(app("IDS", "import os\nIDS = os.environ['APP_ID'] + ' on ' + os.environ['WORKER_ID']\n"))

    assert engine.result({})["y"] == "app1 on worker1"


def test_info_is_logged_and_talkative_clients_are_not(run: Run) -> None:
    engine = run(
        app(
            "'a'",
            """
            import logging
            logging.basicConfig(level=logging.WARNING)
            logging.getLogger(__name__).info("told")
            for name in ("httpx", "httpcore", "urllib3"):
                logging.getLogger(name).info("secret url")
            """,
        )
    )
    engine.close()

    assert "INFO src.inference: told" in engine.log
    assert "secret url" not in engine.log


@pytest.mark.parametrize(
    ("inference", "message", "where"),
    [
        (
            "import nowhere_to_be_found\n",
            "ModuleNotFoundError: No module named 'nowhere_to_be_found'",
            "inference.py:1",
        ),
        ("x = 1\ndef broken(:\n", "SyntaxError: ", "inference.py:2"),
        ("\n\nraise RuntimeError('at import')\n", "at import", "inference.py:3"),
        ("x = 1\n", "inference.py defines no class App", ""),
        ("class App:\n    def __init__(self):\n        raise ValueError('in init')\n", "in init", "inference.py:3"),
        ("class App:\n    def setup(self):\n        raise KeyError('model')\n", "KeyError: 'model'", "inference.py:3"),
        ("import sys\nsys.exit(7)\n", "SystemExit: 7", "inference.py:2"),
    ],
)
def test_a_failed_load_says_why_and_where_and_exits(run: Run, inference: str, message: str, where: str) -> None:
    engine = run(inference, load=False)

    frame = engine.load()

    assert (frame.type, frame.header["code"], frame.header["where"]) == ("load_failed", "SETUP_FAILED", where)
    assert frame.header["message"].startswith(message)
    assert engine.wait_for_exit() == 1
    assert ("Traceback" in engine.log) or not where


def test_the_traceback_begins_in_the_authors_code(run: Run) -> None:
    engine = run("def deep():\n    raise RuntimeError('bottom')\ndeep()\n", load=False)
    engine.load()
    engine.wait_for_exit()

    assert "hearth_runner" not in engine.log
    assert 'inference.py", line 2, in deep' in engine.log


def test_missing_inference_is_told(run: Run) -> None:
    engine = run("", load=False)
    (engine.root / "src" / "inference.py").unlink()

    assert engine.load().header["message"] == "inference.py is missing"
