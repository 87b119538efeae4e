"""The documents are read, and compared with the code they speak of."""

from __future__ import annotations

import re
import tomllib

import pytest

from tests.house.tracked import ROOT, manual, text_of, tracked

DOCUMENTS = [path for path in tracked() if path.endswith(".md") and not path.startswith("cms/demo/content/")]
LINK = re.compile(r"(?<!\\)\[[^\]\n]*\]\(([^)\s]+)\)")
CODE = re.compile(r"```.*?```|`[^`\n]*`", re.DOTALL)
# Set by the machinery of the tests and of the shell, not by whoever runs a site.
NOT_OURS = {"PYTEST_XDIST_WORKER", "USER"}
READ_BY_PYTHON = re.compile(
    r"""(?:\benv(?:_bool|_int|_list)?\(|environ(?:\.get\(|\.setdefault\(|\[))\s*"([A-Z][A-Z0-9_]+)\""""
)
READ_BY_MAKE = re.compile(r"^([A-Z][A-Z0-9_]*) \?=", re.MULTILINE)


def slug(heading):
    """Return the fragment that leads to a heading, as code hosts make it."""
    words = re.sub(r"[`*]", "", heading).strip().lower()
    return re.sub(r"[^\w\- ]", "", words).replace(" ", "-")


def fragments(place):
    """Return the fragments that a document offers."""
    return {slug(heading) for heading in re.findall(r"^#+ (.+)$", place.read_text(encoding="utf-8"), re.MULTILINE)}


def variables_of(paths):
    found = set()
    for path in paths:
        found |= set((READ_BY_MAKE if path == "Makefile" else READ_BY_PYTHON).findall(text_of(path)))
    return found - NOT_OURS


def first_column(document, heading):
    """Return the first cells of the tables under one heading."""
    part = text_of(document).split(f"\n## {heading}\n")[1].split("\n## ")[0]
    return [row.split("|")[1].strip().strip("`") for row in part.splitlines() if row.startswith("| ")]


class TestSettings:
    documented = set(first_column("docs/operations.md", "Settings")) - {"variable"}

    def test_every_variable_that_is_read_is_documented(self):
        python = [path for path in tracked() if path.endswith(".py") and path.startswith("cms/")]
        assert variables_of([*python, "Makefile", "tests/run.py"]) - self.documented == set()

    def test_every_documented_variable_is_read(self):
        python = [path for path in tracked() if path.endswith(".py")]
        assert self.documented - variables_of([*python, "Makefile"]) == set()


class TestCommands:
    def test_every_command_of_ours_is_documented(self):
        commands = {
            path.rpartition("/")[2].removesuffix(".py") for path in tracked() if "/management/commands/" in path
        } - {"__init__"}
        documented = " ".join(first_column("docs/operations.md", "Commands"))
        assert {command for command in commands if command not in documented} == set()

    @pytest.mark.parametrize("document", ["README.md", "AGENTS.md", "docs/extending.md", "docs/decisions/README.md"])
    def test_every_target_named_exists(self, document):
        targets = set(re.findall(r"^([a-z]+):", text_of("Makefile"), re.MULTILINE))
        assert set(re.findall(r"`(?:[A-Z]+=\S+ )?make ([a-z]+)`", text_of(document))) <= targets

    def test_the_accounts_in_the_readme_open_the_demonstration(self):
        from cms.demo.people import ROLES

        named = re.findall(r"^\| (.+?) \| `(\w+)` \| `([\w-]+)` \|$", text_of("README.md"), re.MULTILINE)
        assert named == [(role.group, role.username, role.password) for role in ROLES]


class TestLinks:
    @pytest.mark.parametrize("document", DOCUMENTS)
    def test_every_link_within_the_house_leads_somewhere(self, document):
        lost = []
        for target in LINK.findall(CODE.sub("", text_of(document))):
            path, _, fragment = target.partition("#")
            if "://" in target or target.startswith("mailto:"):
                continue
            place = (ROOT / document).parent / path if path else ROOT / document
            if not place.exists() or (fragment and fragment not in fragments(place)):
                lost.append(target)
        assert lost == []

    def test_every_document_is_reached_from_the_readme(self):
        reached, waiting = set(), ["README.md"]
        while waiting:
            document = waiting.pop()
            if document in reached or not document.endswith(".md"):
                continue
            reached.add(document)
            for target in LINK.findall(text_of(document)):
                if "://" not in target and target.partition("#")[0]:
                    place = ((ROOT / document).parent / target.partition("#")[0]).resolve()
                    if place.is_dir():
                        place /= "README.md"
                    waiting.append(place.relative_to(ROOT.resolve()).as_posix())
        assert {path for path in DOCUMENTS if path.startswith("docs/")} - reached == set()


def test_pictures_are_light_and_shown():
    pictures = [path for path in tracked() if path.startswith("docs/pictures/")]
    assert [path for path in pictures if (ROOT / path).stat().st_size >= 400_000] == []
    everything = "".join(text_of(document) for document in DOCUMENTS)
    assert [path for path in pictures if path.removeprefix("docs/") not in everything] == []


class TestDecisions:
    decisions = manual("docs/decisions", r"\d{4}-.+\.md")

    def test_they_are_numbered_without_a_gap(self):
        assert [int(path.name[:4]) for path in self.decisions] == list(range(1, len(self.decisions) + 1))

    @pytest.mark.parametrize("path", decisions, ids=lambda path: path.name)
    def test_each_has_its_four_sections_and_is_listed(self, path):
        text = path.read_text(encoding="utf-8")
        assert re.findall(r"^## (.+)$", text, re.MULTILINE) == ["Context", "Decision", "Status", "Consequences"]
        assert text.startswith(f"# {path.name[:4]}. ")
        assert f"({path.name})" in text_of("docs/decisions/README.md")


def test_each_dependency_has_its_reason_and_each_reason_its_dependency():
    project = tomllib.loads(text_of("pyproject.toml"))
    for heading, stated in (
        ("To run", project["project"]["dependencies"]),
        ("To develop", project["dependency-groups"]["dev"]),
    ):
        names = {re.split(r"[\[<>=~!; ]", requirement)[0] for requirement in stated}
        assert set(first_column("docs/decisions/dependencies.md", heading)) - {"package"} == names


def test_every_public_list_is_in_the_contract(settings):
    from cms.feed.registry import all_types

    contract = text_of("docs/contract.md")
    assert [kind.plural for kind in all_types() if kind.is_listed and f"/{kind.plural}`" not in contract] == []


def test_the_classes_of_verify_feed_are_explained():
    named = set(re.findall(r"""(?:report\.add\(|_each\(report, )"([a-z_]+)\"""", text_of("cms/feed/verify.py")))
    explained = set(re.findall(r"\w+", " ".join(first_column("docs/house.md", "verify_feed")))) - {"class"}
    assert named == explained


def test_the_reasons_against_a_page_are_explained():
    codes = set(re.findall(r"""Reason\(\s*"([a-z_]+)\"""", text_of("cms/feed/gates.py") + text_of("cms/feed/plan.py")))
    house = text_of("docs/house.md")
    assert {code for code in codes if f"`{code}`" not in house} == set()
