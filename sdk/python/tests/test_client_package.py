"""What importing costs, and that both clients are one."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from pathlib import Path

import pytest

import inferencesh
from inferencesh import ChatMessageStatus, TaskStatus, is_message_ready, is_terminal_status, parse_status
from inferencesh.client import NAMES

PROJECT = Path(__file__).parents[1]


@pytest.mark.parametrize("line", ["from inferencesh import BaseApp, File", "from infsh import *", "import inferencesh"])
def test_the_app_side_imports_no_http_stack(line: str) -> None:
    check = f"import sys; sys.path.insert(0, {str(PROJECT / 'src')!r}); {line}; print(*sys.modules)"

    loaded = subprocess.run([sys.executable, "-c", check], capture_output=True, text=True, check=True).stdout.split()

    heavy = {"httpx", "httpcore", "anyio", "asyncio", "requests", "tqdm", "ssl"}
    assert not heavy & set(loaded)
    assert not [name for name in loaded if name.startswith("inferencesh.client")]


def test_statuses_and_errors_import_no_http_stack() -> None:
    check = (
        f"import sys; sys.path.insert(0, {str(PROJECT / 'src')!r}); "
        "from inferencesh import TaskStatus, APIError; print('httpx' in sys.modules)"
    )

    assert subprocess.check_output([sys.executable, "-c", check], text=True).strip() == "False"


@pytest.mark.parametrize("name", sorted(NAMES))
def test_every_name_of_the_client_is_there_under_all_spellings(name: str) -> None:
    import inferencesh.client
    import infsh

    assert getattr(inferencesh, name) is getattr(infsh, name) is getattr(inferencesh.client, name)


def test_an_unknown_name_is_an_attribute_error() -> None:
    with pytest.raises(AttributeError, match="nonsense"):
        _ = inferencesh.nonsense


def test_the_synchronous_client_is_the_asynchronous_one_word_by_word() -> None:
    sys.path.insert(0, str(PROJECT))
    import unasync

    for file in unasync.sources():
        made = ast.parse(unasync.translated(file.read_text()))
        kept = ast.parse((unasync.CLIENT / "_sync" / file.name).read_text())
        assert _comparable(made) == _comparable(kept), f"run python unasync.py: {file.name} differs"


def _comparable(tree: ast.Module) -> list[str]:
    imports = (ast.Import, ast.ImportFrom)
    return [ast.dump(node) for node in tree.body if not isinstance(node, imports)]


def test_statuses_are_the_numbers_of_the_wire() -> None:
    names = [
        "UNKNOWN",
        "RECEIVED",
        "QUEUED",
        "DISPATCHED",
        "PREPARING",
        "SERVING",
        "SETTING_UP",
        "RUNNING",
        "CANCELLING",
        "UPLOADING",
    ]

    assert [TaskStatus[name].value for name in [*names, "COMPLETED", "FAILED", "CANCELLED"]] == list(range(13))
    assert TaskStatus["SCHEDULED"] is TaskStatus.DISPATCHED


@pytest.mark.parametrize(
    ("given", "status"),
    [(10, "COMPLETED"), ("10", "COMPLETED"), ("completed", "COMPLETED"), ("SETTING_UP", "SETTING_UP"),
     ("scheduled", "DISPATCHED"), (99, "UNKNOWN"), ("nonsense", "UNKNOWN"), (None, "UNKNOWN")],
)  # fmt: skip
def test_parses_numbers_and_names(given: int | str | None, status: str) -> None:
    assert parse_status(given).name == status


def test_knows_what_is_final() -> None:
    assert [status for status in range(13) if is_terminal_status(status)] == [10, 11, 12]
    assert is_terminal_status("cancelled") and not is_terminal_status("cancelling")
    assert [status.value for status in ChatMessageStatus if is_message_ready(status)] == [
        "ready", "failed", "cancelled",
    ]  # fmt: skip
    assert not is_message_ready(None)


def test_a_status_of_text_is_its_text() -> None:
    assert ChatMessageStatus.READY == "ready" and f"{ChatMessageStatus.READY}" == "ready"


@pytest.mark.parametrize(
    ("name", "values"),
    [
        ("ChatStatus", "busy idle awaiting_input completed"),
        ("ChatMessageStatus", "pending ready failed cancelled queued"),
        ("ChatMessageRole", "system user assistant tool"),
        ("ChatMessageContentType", "text reasoning image file tool"),
        ("ToolType", "app agent hook http call mcp client internal"),
        ("ToolInvocationStatus", "pending in_progress awaiting_input awaiting_approval completed failed cancelled"),
    ],
)
def test_the_other_enumerations_are_the_words_of_the_wire(name: str, values: str) -> None:
    assert [each.value for each in getattr(inferencesh, name)] == values.split()


def test_everything_that_is_imported_is_required() -> None:
    declared = (PROJECT / "pyproject.toml").read_text()
    required = re.search(r"(?m)^dependencies = \[(.*)\]$", declared)
    assert required is not None
    names = set(re.findall(r'"([A-Za-z0-9_-]+)', required.group(1)))

    imported = set()
    for file in (PROJECT / "src").rglob("*.py"):
        for node in ast.walk(ast.parse(file.read_text())):
            if isinstance(node, ast.Import):
                imported |= {alias.name.split(".")[0] for alias in node.names}
            elif isinstance(node, ast.ImportFrom) and node.level == 0 and node.module:
                imported.add(node.module.split(".")[0])

    ours = {"inferencesh", "infsh"}
    others = {"pydantic_core", "annotationlib"}  # comes with pydantic; of the standard library since 3.14
    assert imported - set(sys.stdlib_module_names) - ours - others <= names
