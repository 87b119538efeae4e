"""The conformance script finds what is wrong with a copy, and with a source, and nothing where nothing is."""

from __future__ import annotations

import copy
import json
import sqlite3
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from docs.examples.conformance import MEANINGS, main
from docs.examples.copies import Unreadable, digest_of, read_copy
from tests.docs.source import Source, serving


def document(key: str, *, picture: str = "a") -> dict[str, Any]:
    image = {"url": f"https://x.example/{picture}.jpg", "credit": "Ada", "licence": "CC-BY-4.0", "srcset": []}
    block = {"id": "b", "type": "photo", "value": {"image": {**image, "url": f"https://x.example/{key}.jpg"}}}
    return {"id": key, "title": f"Titre {key}", "image": image, "licence": "l", "attribution": "a", "body": [block]}


@pytest.fixture
def source() -> Source:
    return Source(documents=[document(key) for key in ("1", "2", "3")], deleted={"9": "consent_withdrawn"})


@pytest.fixture
def root(source: Source) -> Iterator[str]:
    with serving(source) as address:
        yield address


class Given:
    """The script, with a copy of the source's documents to spoil first."""

    def __init__(self, source: Source, root: str, folder: Path):
        self.source, self.root, self.path = source, root, folder / "copy.json"

    def run(self, spoil: Callable[[dict[str, Any]], object] = lambda held: None, **options: Any) -> tuple[int, Any]:
        held = {found["id"]: copy.deepcopy(found) for found in self.source.documents}
        spoil(held)
        self.path.write_text(json.dumps(held))
        said: list[str] = []
        status = main([self.root, "--copy", str(self.path), "--json"], write=said.append)
        return status, json.loads(said[0])


@pytest.fixture
def given(source: Source, root: str, tmp_path: Path) -> Given:
    return Given(source, root, tmp_path)


SPOILS: dict[str, tuple[Callable[[dict[str, Any]], object], str]] = {
    "missing": (lambda held: held.pop("2"), "2"),
    "should_have_been_deleted": (lambda held: held.update({"9": document("9", picture="a")}), "9 (consent_withdrawn)"),
    "unknown": (lambda held: held.update({"7": None}), "7"),
    "outdated": (lambda held: held["1"].update(title="Ancien"), "1"),
    "picture_must_not_be_shown": (
        lambda held: held["3"]["image"].update(url="https://x.example/withdrawn.jpg"),
        "https://x.example/withdrawn.jpg in 3",
    ),
    "credit": (lambda held: held["1"]["body"][0]["value"]["image"].update(credit=""), "https://x.example/1.jpg in 1"),
    "licence": (lambda held: held["2"].pop("attribution"), "2"),
}


class TestCopies:
    def test_a_true_copy_is_well(self, given: Given) -> None:
        status, report = given.run()
        assert (status, report["findings"]) == (0, {})
        assert (report["documents"], report["held"]) == (3, 3)
        assert len(report["checks"]) >= 8

    def test_every_kind_of_finding_is_tried(self) -> None:
        assert SPOILS.keys() == MEANINGS.keys() - {"source"}

    @pytest.mark.parametrize("kind", SPOILS)
    def test_what_is_wrong_is_named(self, given: Given, kind: str) -> None:
        spoil, what = SPOILS[kind]
        status, report = given.run(spoil)
        assert status == 1
        assert what in report["findings"][kind]

    def test_ids_and_digests_are_enough(self, given: Given) -> None:
        def thin(held: dict[str, Any]) -> None:
            held.update({"1": digest_of(held["1"]), "2": None, "3": "0" * 64})

        assert given.run(thin)[1]["findings"] == {"outdated": ["3"]}

    def test_the_copy_of_the_reference_follower_is_read(self, given: Given, tmp_path: Path) -> None:
        path = tmp_path / "copy.sqlite3"
        with sqlite3.connect(path) as database:
            database.execute("CREATE TABLE document (id TEXT PRIMARY KEY, kind TEXT, data TEXT)")
            rows = [(found["id"], "ambassador", json.dumps(found)) for found in given.source.documents]
            database.executemany("INSERT INTO document VALUES (?, ?, ?)", rows)
        assert main([given.root, "--copy", str(path)], write=lambda text: None) == 0

    def test_a_copy_at_an_address_and_a_list_are_read(self, given: Given, tmp_path: Path) -> None:
        path = tmp_path / "list.json"
        path.write_text(json.dumps({"items": given.source.documents}))
        assert read_copy(str(path)).keys() == {"1", "2", "3"}
        with pytest.raises(Unreadable):
            read_copy(f"{given.root}/api/v1/")

    @pytest.mark.parametrize("content", ["", "{", "[1]", '{"1": 2}', "3"])
    def test_what_is_no_copy_cannot_be_checked(self, given: Given, tmp_path: Path, content: str) -> None:
        path = tmp_path / "wrong.json"
        path.write_text(content)
        said: list[str] = []
        assert main([given.root, "--copy", str(path)], write=said.append) == 2
        assert "Could not be checked" in said[0]

    def test_without_a_copy_none_is_said_to_be_well(self, given: Given) -> None:
        said: list[str] = []
        main([given.root], write=said.append)
        assert said[0].splitlines()[0].endswith("no copy compared (give it with --copy).")

    def test_people_read_the_gravest_first(self, given: Given) -> None:
        given.source.deleted |= {str(number): "deleted" for number in range(10, 40)}
        held = [*given.source.documents[1:], *({"id": key} for key in given.source.deleted)]
        given.path.write_text(json.dumps(held))
        said: list[str] = []
        assert main([given.root, "--copy", str(given.path)], write=said.append) == 1
        lines = said[0].splitlines()
        assert lines[3] == "GRAVE: Deleted at the source, and still in your copy: 31"
        assert "  and 21 more (--json names all)" in lines
        assert lines.index("Public, and missing in your copy: 1") > 3


class TestSource:
    @pytest.mark.parametrize("promise", ["gone", "bytes", "moved", "order", "limits", "tag", "conditional"])
    def test_a_promise_that_it_breaks_is_named(self, given: Given, promise: str) -> None:
        given.source.broken = {promise}
        status, report = given.run()
        assert status == 1
        assert report["findings"].keys() == {"source"}

    def test_without_a_copy_the_source_alone_is_looked_at(self, given: Given) -> None:
        assert main([given.root], write=lambda text: None) == 0

    def test_a_source_that_does_not_answer_cannot_be_checked(self) -> None:
        said: list[str] = []
        assert main(["http://127.0.0.1:9", "--json"], write=said.append) == 2
        assert "does not answer" in json.loads(said[0])["error"]

    def test_nor_one_that_speaks_otherwise(self, given: Given) -> None:
        given.source.documents = [{"id": "1"}]
        given.source.answer = lambda *args: (200, {}, b"<p>")  # type: ignore[method-assign]
        assert given.run()[0] == 2
