"""The examples of docs/contract.md, run: a promise that is not kept is red.

Shape: each `curl` line is sent to the test client; the JSON or the status below it must be contained in the answer.
In the JSON, `…` stands for anything.
"""

from __future__ import annotations

import json
import re
import shlex
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.test import Client

from cms.delivery.vocabulary import list_parameters
from cms.feed.registry import all_types
from tests import factories

PAGE = (Path(settings.BASE_DIR) / "docs" / "contract.md").read_text()
BLOCKS = re.findall(r"```console\n(.*?)```(?:\n\n```json\n(.*?)```)?", PAGE, re.DOTALL)
ANYTHING = "…"
HOST = "https://example.org"


@pytest.fixture
def _content(db: None) -> None:
    factories.ambassador(
        title="Fonderie des Deux-Rives", slug="fonderie-des-deux-rives", summary="Du bronze coulé à Créteil."
    )


def run(client: Client, line: str, variables: dict[str, str]) -> Any:
    """Send a documented curl line and return the answer."""
    words = shlex.split(line)
    assert words[0] == "curl"
    url = next(word for word in words if word.startswith(HOST)).removeprefix(HOST)
    headers = {}
    for place, word in enumerate(words):
        if word == "-H":
            name, _colon, value = words[place + 1].partition(": ")
            for variable, content in variables.items():
                value = value.replace(f"${variable}", content)
            headers[name] = value
    return client.get(url, headers=headers)


def contains(found: Any, promised: Any) -> bool:
    """Tell whether an answer holds what was promised of it."""
    if promised == ANYTHING:
        return True
    if isinstance(promised, dict):
        return isinstance(found, dict) and all(
            key in found and contains(found[key], value) for key, value in promised.items()
        )
    if isinstance(promised, list):
        if promised == [ANYTHING]:
            return isinstance(found, list)
        return len(found) == len(promised) and all(map(contains, found, promised))
    return bool(found == promised)


def to_data(text: str) -> Any:
    """Read JSON in which a bare … stands for anything."""
    return json.loads(re.sub(r"(?<![\"\w/])…(?![\"\w])", f'"{ANYTHING}"', text))


def test_there_are_examples() -> None:
    assert len(BLOCKS) >= 8


@pytest.mark.usefixtures("_content")
@pytest.mark.parametrize(("commands", "promised"), BLOCKS, ids=[block[0].splitlines()[0][-40:] for block in BLOCKS])
def test_an_example_is_true(client: Client, commands: str, promised: str) -> None:
    variables: dict[str, str] = {}
    answer: Any = None
    for line in commands.strip().splitlines():
        if line.startswith("$ etag=$("):
            inner = line.removeprefix("$ etag=$(").partition(" | ")[0]
            variables["etag"] = run(client, inner, {}).headers["ETag"]
        elif line.startswith("$ "):
            answer = run(client, line.removeprefix("$ "), variables)
        else:
            assert str(answer.status_code) == line
    if promised:
        assert contains(answer.json(), to_data(promised)), answer.content.decode()


def test_every_parameter_and_list_is_documented() -> None:
    for feed_type in all_types():
        if not feed_type.is_listed:
            continue
        assert f"/{feed_type.plural}`" in PAGE, feed_type.plural
        for name in list_parameters(feed_type).by_name:
            assert f"`{name}`" in PAGE, name
