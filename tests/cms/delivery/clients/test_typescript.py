"""Types made of the contract by openapi-typescript: a program that keeps to them compiles, and reads a real server."""

from __future__ import annotations

import json
import re
import shutil
from pathlib import Path
from typing import Any

import pytest

from tests.cms.delivery.clients.conftest import WORKSHOPS, World
from tests.node import MODULES, NPM, run_node
from tests.partners_world import known

pytestmark = pytest.mark.node
TSC = str(MODULES / "typescript" / "bin" / "tsc")


@pytest.fixture(scope="module")
def program(contract: Path, folder: Path) -> Path:
    """A folder with the types, the programs that use them, and the packages beside them."""
    for name in ("read.ts", "wrong.ts", "tsconfig.json"):
        shutil.copy(NPM / name, folder / name)
    (folder / "package.json").write_text('{"type": "module"}')
    (folder / "node_modules").symlink_to(MODULES)
    generator = str(MODULES / "openapi-typescript" / "bin" / "cli.js")
    made = run_node(generator, str(contract), "--output", "contract.d.ts", cwd=folder)
    assert made.returncode == 0, made.stdout + made.stderr
    return folder


def test_a_program_that_keeps_to_the_contract_compiles_and_reads(program: Path, root: str, world: World) -> None:
    compiled = run_node(TSC, "--project", "tsconfig.json", cwd=program)
    assert compiled.returncode == 0, compiled.stdout
    done = run_node("built/read.js", root, known(audience="open").secret, cwd=program)
    assert done.returncode == 0, done.stderr
    found: dict[str, Any] = json.loads(done.stdout)
    held, deleted = found.pop("held"), found.pop("deleted")
    assert found == {
        "graphql": f"{root}/api/graphql",
        "titles": [f"Atelier {number}" for number in range(WORKSHOPS)],
        "total": WORKSHOPS,
        "communes": [["94028", WORKSHOPS]],
        "sparse": ["slug", "title"],
        "blocks": ["rich_text"],
        "notModified": 304,
        "place": "Atelier 0, Créteil",
        "hits": [[world.article_title, "Une <mark>visite</mark>"]],
        "refused": [400, ["#/query/limit"]],
        "eligible": True,
    }
    assert {f"Atelier {number}, Créteil" for number in range(WORKSHOPS)} < set(held)
    assert f"1. {world.chapter_title}" in held
    assert deleted == [str(world.gone.document_id)]


def test_one_that_does_not_is_refused_line_by_line(program: Path) -> None:
    """A positive control: the types have teeth."""
    (program / "wrong.json").write_text('{"extends": "./tsconfig.json", "files": ["wrong.ts"]}')
    compiled = run_node(TSC, "--project", "wrong.json", "--noEmit", cwd=program)
    assert compiled.returncode != 0
    refused = {int(line) for line in re.findall(r"^wrong\.ts\((\d+),", compiled.stdout, re.MULTILINE)}
    exports = [n for n, text in enumerate((NPM / "wrong.ts").read_text().splitlines(), 1) if text.startswith("export")]
    assert sorted(refused) == exports, compiled.stdout
