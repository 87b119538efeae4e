"""The texts: long enough, sourced, and set as French is."""

import re
from pathlib import Path

import pytest

from cms.demo.content import CONTENT_DIR, Entry, read, read_all

CHAPTERS = read_all("chapters")
PORTRAITS = read_all("ambassadors")
FRENCH = sorted(path for path in CONTENT_DIR.rglob("*.md") if "en" not in path.relative_to(CONTENT_DIR).parts)


def words(entry: Entry) -> int:
    return len(re.findall(r"[\w’-]+", entry.story))


def kinds(entry: Entry) -> set[str]:
    return {block["type"] for block in entry.blocks}


class TestWhitePaper:
    def test_has_six_chapters_at_least(self) -> None:
        assert len(CHAPTERS) >= 6

    @pytest.mark.parametrize("chapter", CHAPTERS, ids=lambda entry: entry.name)
    def test_chapter_is_a_chapter(self, chapter: Entry) -> None:
        assert 500 <= words(chapter) <= 900
        assert {"heading", "rich_text", "key_figure", "table", "callout", "question_answer"} <= kinds(chapter)


class TestPortraits:
    def test_there_are_twelve(self) -> None:
        assert len(PORTRAITS) == 12

    @pytest.mark.parametrize("portrait", PORTRAITS, ids=lambda entry: entry.name)
    def test_portrait_tells_a_story(self, portrait: Entry) -> None:
        assert 300 <= words(portrait) <= 500
        assert {"heading", "rich_text", "pull_quote", "question_answer", "callout"} <= kinds(portrait)

    def test_numbers_are_given_once_in_a_cohort(self) -> None:
        plates = [(entry.head["cohort"], entry.head["number"]) for entry in PORTRAITS]
        assert len(set(plates)) == len(plates)


class TestSources:
    @pytest.mark.parametrize("entry", [*CHAPTERS, *PORTRAITS, *read_all("news"), read("pages", "home")], ids=str)
    def test_every_figure_says_who_counted(self, entry: Entry) -> None:
        figures = [block["value"] for block in entry.blocks if block["type"] == "key_figure"]
        assert all(figure["source"] for figure in figures)


class TestEnglish:
    @pytest.mark.parametrize("kind", ["ambassadors", "news", "pages"])
    def test_a_translation_matches_its_source_block_by_block(self, kind: str) -> None:
        translations = read_all(kind, language="en")
        assert translations
        for english in translations:
            french = read(kind, english.name)
            assert [(block["id"], block["type"]) for block in english.blocks] == [
                (block["id"], block["type"]) for block in french.blocks
            ]


class TestTypography:
    @pytest.mark.parametrize("path", FRENCH, ids=lambda path: path.stem)
    def test_french_spaces_and_apostrophes(self, path: Path) -> None:
        text = path.read_text(encoding="utf-8")
        assert "'" not in text
        assert not re.search(r"(?m)(?<=[^\s\u202f])[;!?](?=\s|$)", text)
        assert not re.search(r"\S [;!?]", text)
        assert not re.search(r"\w ?:(?=\s)", text)
        assert not re.search(r"« | »", text)
