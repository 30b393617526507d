"""The command line as a user meets it, where its own tests with a faked gateway do not reach."""

from __future__ import annotations

import json

import pytest
from harness import Stack


@pytest.mark.parametrize("locale", ["C", "xx_XX.UTF-8"])
def test_prints_what_is_not_ascii_whatever_the_locale(
    stack: Stack, monkeypatch: pytest.MonkeyPatch, locale: str
) -> None:
    monkeypatch.setenv("LC_ALL", locale)
    question = '{"template": "Zo\u00eb {1}", "strings": ["\u65e5"]}'

    done = stack.hearth("app", "run", "infsh/text-templating", "--input", "-", input=question)

    assert json.loads(done.stdout)["result"] == "Zo\u00eb \u65e5"
