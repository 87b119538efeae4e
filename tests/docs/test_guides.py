"""The guides for partners, run against the sandbox: every command answers as it is written, in both languages."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest
from django.conf import settings
from django.test import Client
from standardwebhooks import Webhook

from tests.sandbox_world import loaded_once

FOLDER = Path(settings.BASE_DIR) / "docs" / "partners"
HOST = "https://example.org"
GUIDES = sorted(path.relative_to(FOLDER).as_posix() for path in FOLDER.glob("*/*.md"))
COMMANDS = sorted(
    {
        (line.removeprefix("$ "), following if following.isdigit() else "200")
        for guide in GUIDES
        for block in re.findall(r"```console\n(.*?)```", (FOLDER / guide).read_text(), re.DOTALL)
        for line, following in zip(block.splitlines(), [*block.splitlines()[1:], ""], strict=True)
        if line.startswith("$ ")
    }
)


@pytest.fixture(scope="module")
def _loaded(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    with loaded_once(django_db_blocker):
        yield


def parts_of(command: str) -> tuple[str, str, dict[str, str]]:
    """Return method, path with its query, and headers of a curl line."""
    words = shlex.split(command)
    assert words[:2] == ["curl", "-s"]
    path = next(word for word in words if word.startswith(HOST)).removeprefix(HOST)
    after = dict(pairwise(words))
    headers = dict([after["-H"].split(": ", 1)]) if "-H" in after else {}
    if "--data-urlencode" in after:
        path += f"?{urlencode([tuple(after['--data-urlencode'].split('=', 1))])}"
    return after.get("-X", "GET"), path, headers


class TestCommands:
    def test_there_are_some(self) -> None:
        assert len(COMMANDS) > 15

    @pytest.mark.usefixtures("_loaded", "db")
    @pytest.mark.parametrize(("command", "status"), COMMANDS)
    def test_each_answers_as_written(self, client: Client, command: str, status: str) -> None:
        method, path, headers = parts_of(command)
        # The host that the sandbox's own documents name.
        answer = client.generic(method, path.replace(HOST, "http://localhost"), headers=headers)
        assert str(answer.status_code) == status, answer.content[:300]
        if "graphql" in path:
            assert "errors" not in answer.json()

    def test_the_library_of_the_python_example_is_as_written(self) -> None:
        page = (FOLDER / "en" / "webhooks.md").read_text()
        assert "from standardwebhooks import Webhook" in page
        assert callable(Webhook("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw").verify)


class TestLanguages:
    def test_both_have_the_same_guides_with_the_same_code(self) -> None:
        english, french = sorted((FOLDER / "en").glob("*.md")), sorted((FOLDER / "fr").glob("*.md"))
        assert [path.name for path in english] == [path.name for path in french]
        for one, other in zip(english, french, strict=True):
            fences = [re.findall(r"```(?:console|python|php|javascript|json)\n(.*?)```", path.read_text(), re.DOTALL)
                      for path in (one, other)]  # fmt: skip
            assert fences[0] == fences[1], one.name

    def test_the_index_names_them_all(self) -> None:
        index = (FOLDER / "README.md").read_text()
        for guide in GUIDES:
            assert f"({guide})" in index
