"""What no file of the house may hold, and how large a module may grow."""

from __future__ import annotations

import json
import re

import pytest

from tests.house.tracked import text_of, tracked

LONGEST_MODULE = 300
# In two parts each, so that this file does not hold what it forbids.
FORBIDDEN = [
    "pypi" + ".org", "pythonhosted" + ".org", "registry.npmjs" + ".org", "TO" + "DO", "FIX" + "ME", "XX" + "X:",
]  # fmt: skip
# A path of somebody's machine: absolute, in a folder that differs from one machine to the next.
MACHINE_PATH = re.compile(r"(?<![\w.<~\-}])/(?:home|root|tmp|work)/[\w.\-]")
VENDORED = ("tests/vendor/", "cms/static/fonts/")
CATCH_ALLS = {"utils.py", "helpers.py", "common.py", "misc.py"}


@pytest.mark.parametrize("word", FORBIDDEN)
def test_no_file_holds(word):
    assert [path for path in tracked() if not path.startswith(VENDORED) and word in text_of(path)] == []


def test_no_file_names_a_path_of_a_machine():
    found = {path: MACHINE_PATH.findall(text_of(path)) for path in tracked() if not path.startswith(VENDORED)}
    assert {path: paths for path, paths in found.items() if paths} == {}


@pytest.mark.parametrize("folder", ["home", "root", "tmp", "work"])
def test_a_path_of_a_machine_is_recognised(folder):
    path = f"/{folder}/somebody/notes.md"
    assert all(MACHINE_PATH.search(text) for text in (path, f"see {path}", f'"{path}"', f"`{path}`", f"VAR_DIR={path}"))
    relative = (f"tests{path}", f"..{path}", f"https://example.org{path}", f"/{folder}", f"{{root}}{path}")
    assert not any(MACHINE_PATH.search(text) for text in relative)


def test_the_locks_name_no_host():
    for lock in ("deploy/requirements.txt", "deploy/requirements-dev.txt"):
        text = text_of(lock)
        assert "==" in text
        assert "--hash=sha256:" in text
        assert not re.search(r"https?://|--(extra-)?index-url|--find-links", text)


def test_the_lock_of_npm_names_no_host():
    lock = json.loads(text_of("tests/npm/package-lock.json"))
    packages = {name: entry for name, entry in lock["packages"].items() if name}
    assert len(packages) > 10
    for name, entry in packages.items():
        assert "resolved" not in entry, name
        assert entry["integrity"].startswith("sha512-"), name
        # Whom to thank for a package is not where it comes from.
        said = json.dumps({key: value for key, value in entry.items() if key != "funding"})
        assert "://" not in said, name


def test_no_module_takes_everything_in():
    assert [path for path in tracked() if path.rpartition("/")[2] in CATCH_ALLS] == []


def test_no_module_is_too_long():
    rooms = ("cms/", "home/", "ambassadors/", "whitepaper/", "news/", "search/")
    modules = [
        path for path in tracked() if path.endswith(".py") and path.startswith(rooms) and "/migrations/" not in path
    ]
    assert {path: n for path in modules if (n := len(text_of(path).splitlines())) > LONGEST_MODULE} == {}


def test_the_top_level_is_the_one_agreed_on():
    top = {path.partition("/")[0] for path in tracked()}
    assert top == {
        ".ci", ".gitignore", "AGENTS.md", "CHANGELOG.md", "LICENSE", "Makefile", "README.md", "ambassadors", "bench",
        "cms", "deploy", "docs", "home", "manage.py", "news", "pyproject.toml", "search", "tests", "whitepaper",
    }  # fmt: skip
