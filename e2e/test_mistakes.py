"""What authors get wrong, and what they are told."""

from __future__ import annotations

import re
import textwrap
from typing import Any

import pytest
from authors import GOOD, HEAD, Publish
from harness import FAILED, Api, Stack


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
