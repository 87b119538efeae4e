"""The guides on the site: the commands of the files, this site's address in each, and no link that leads nowhere."""

from __future__ import annotations

import io
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
from bs4 import BeautifulSoup, Tag
from django.conf import settings
from django.test import Client

from cms.partnerships import guide_views
from cms.partnerships import guides as reading
from cms.partnerships.guides import Guide, as_html
from tests.cms.delivery.embed.cards_world import maker

pytestmark = pytest.mark.django_db
FOLDER = Path(settings.BASE_DIR) / "docs" / "partners"
INDEXES = {"fr": "/partenaires/guides/", "en": "/en/partners/guides/"}
PAGES = sorted((path.parent.name, path.stem) for path in FOLDER.glob("*/*.md"))
SITE = "http://testserver"


def soup_of(client: Client, path: str) -> BeautifulSoup:
    """Return a page that is there."""
    answer = client.get(path)
    assert answer.status_code == 200, path
    return BeautifulSoup(answer.content, "html.parser")


def article_of(client: Client, language: str, name: str) -> Tag:
    """Return the text of a guide's page."""
    found = soup_of(client, f"{INDEXES[language]}{name}/").select_one(".guide-text")
    assert found is not None
    return found


class TestIndex:
    @pytest.mark.parametrize("language", INDEXES)
    def test_lists_all_from_the_first_to_read(self, client: Client, language: str) -> None:
        soup = soup_of(client, INDEXES[language])
        entries = soup.select("ol.guide-list li")
        paths = [entry.a["href"] for entry in entries]
        assert sorted(paths) == sorted(f"{INDEXES[language]}{name}/" for lang, name in PAGES if lang == language)
        assert paths[0].endswith("/start/")
        assert all(entry.span.get_text().rstrip().endswith((".", "?")) for entry in entries)

    def test_each_language_leads_to_the_other(self, client: Client) -> None:
        for path in (INDEXES["fr"], INDEXES["fr"] + "rights/"):
            links = soup_of(client, path).select("link[rel=alternate]")
            other = next(link["href"] for link in links if link["hreflang"] == "en")
            assert other.startswith(SITE)
            soup = soup_of(client, other.removeprefix(SITE))
            assert soup.html["lang"] == "en"
            back = soup.select_one(".tools a[hreflang=fr]")
            assert back["href"] == SITE + path

    def test_without_the_files_there_is_none(
        self, client: Client, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
    ) -> None:
        monkeypatch.setattr(reading, "FOLDER", tmp_path)
        monkeypatch.setattr(guide_views, "EXAMPLES", tmp_path)
        reading.guides.cache_clear()
        guide_views._archive.cache_clear()
        try:
            for path in ("", "start/", "examples.zip"):
                assert client.get(INDEXES["fr"] + path).status_code == 404
        finally:
            reading.guides.cache_clear()
            guide_views._archive.cache_clear()

    @pytest.mark.parametrize("path", ["/partenaires/", "/recherche/", "/sandbox/", "/api/v1/docs"])
    def test_public_pages_lead_to_it(self, client: Client, path: str) -> None:
        soup = BeautifulSoup(client.get(path, headers={"accept": "text/html"}).content, "html.parser")
        assert soup.select(f'a[href="{INDEXES["fr"]}"], a[href="{INDEXES["en"]}"]')


class TestPages:
    @pytest.mark.parametrize(("language", "name"), PAGES)
    def test_the_commands_are_those_of_the_file_at_this_address(self, client: Client, language: str, name: str) -> None:
        source = (FOLDER / language / f"{name}.md").read_text().replace("https://example.org", SITE)
        text = article_of(client, language, name)
        shown = [command.get_text() for command in text.select(".guide-command")]
        assert shown == [line.removeprefix("$ ") for line in source.splitlines() if line.startswith("$ ")]
        for block in text.select("pre:not(:has(.guide-command))"):
            assert block.get_text() in source
        assert "example.org" not in text.get_text()
        assert len(text.select("pre")) == source.count("\n```") / 2

    @pytest.mark.parametrize(("language", "name"), PAGES)
    def test_every_link_leads_somewhere(self, client: Client, language: str, name: str) -> None:
        links = [link["href"] for link in article_of(client, language, name).select("a[href]")]
        for link in links:
            path = link.removeprefix(SITE).partition("#")[0]
            assert path.startswith("/"), link
            assert client.get(path, headers={"accept": "text/html,*/*;q=0.5"}).status_code == 200, link

    def test_a_link_to_a_part_of_a_page_finds_it(self, client: Client) -> None:
        link = next(a["href"] for a in article_of(client, "en", "changes").select("a[href*='#']"))
        path, _mark, part = link.removeprefix(SITE).partition("#")
        assert soup_of(client, path).find(id=part)

    @pytest.mark.parametrize("language", INDEXES)
    def test_the_portrait_of_an_example_is_one_that_is_there(self, client: Client, language: str) -> None:
        assert 'slug="atelier"' in article_of(client, language, "embeds").get_text()
        maker(number=7, locale=language, audience="partners")
        assert 'slug="atelier"' in article_of(client, language, "embeds").get_text()
        row = maker(number=8, locale=language)
        text = article_of(client, language, "embeds").get_text()
        assert f'slug="{row.slug}"' in text
        assert f'<a href="{SITE}{row.path}">' in text
        assert f"{SITE}/embed/ambassadors/{row.slug}," in text
        assert "atelier/" not in text

    def test_the_sandbox_is_shown_in_the_language_of_the_guide(self, client: Client) -> None:
        for language in INDEXES:
            links = [a["href"] for a in article_of(client, language, "start").select("a") if "/sandbox/" in a["href"]]
            assert links == [f"{SITE}/sandbox/?locale={language}"]
            assert soup_of(client, links[0].removeprefix(SITE)).html["lang"] == language

    def test_cells_name_their_column(self, client: Client) -> None:
        table = article_of(client, "en", "rest").table
        assert [cell["data-label"] for cell in table.tbody.tr.select("td")] == ["status", "do"]
        assert all(cell.get("data-label") for cell in table.select("td"))

    def test_what_is_not_there_is_not_found(self, client: Client) -> None:
        for name in ("unknown", "README"):
            assert client.get(f"{INDEXES['en']}{name}/").status_code == 404
        # No guide's name at all: an address of the partner's own page, which asks for a link first.
        for name in ("..%2f..%2fcontract", "start.md", "..%2ffr%2fstart"):
            assert client.get(f"{INDEXES['en']}{name}/").status_code == 302
        assert client.post(f"{INDEXES['en']}start/").status_code == 405

    def test_asks_nobody_and_keeps_nothing(self, client: Client) -> None:
        answer = client.get(f"{INDEXES['en']}start/")
        assert not answer.cookies
        assert answer.headers["Content-Security-Policy"].startswith("default-src 'none'; script-src 'self'")
        soup = BeautifulSoup(answer.content, "html.parser")
        assert not soup.select("script:not([src]), style, [style], meta[name=robots]")


class TestReading:
    def test_markup_is_shown_and_not_obeyed(self) -> None:
        source = "<b>bold</b> `<i>`\n\n```html\n<script>alert(1)</script>\n```\n\n```console\n$ echo '<u>'\n<s>\n```\n"
        html = as_html(Guide("x", "X", "", source), SITE, str)
        soup = BeautifulSoup(html, "html.parser")
        assert not soup.select("b, i, u, s, script")
        assert soup.select_one(".guide-command").get_text() == "echo '<u>'"

    def test_a_link_without_an_address_here_is_a_fault_of_ours(self) -> None:
        guide = Guide("x", "X", "", "[contract](../../contract.md)")
        with pytest.raises(ValueError, match=r"contract\.md"):
            as_html(guide, SITE, lambda link: guide_views._address(SITE, link))

    def test_no_code_runs_from_a_link(self) -> None:
        html = as_html(Guide("x", "X", "", '[x](javascript:alert(1)) `http://testserver/" onclick="x/`'), SITE, str)
        soup = BeautifulSoup(html, "html.parser")
        assert not soup.select("[onclick], a[href^=javascript]")


class TestExamples:
    def test_they_run_from_where_they_are_unpacked(self, client: Client, tmp_path: Path) -> None:
        answer = client.get(f"{INDEXES['fr']}examples.zip")
        assert answer.headers["Content-Type"] == "application/zip"
        with zipfile.ZipFile(io.BytesIO(answer.content)) as archive:
            archive.extractall(tmp_path)
        for program in ("follower", "conformance"):
            done = subprocess.run(
                [sys.executable, "-I", "-c", f"import sys, runpy; sys.path.insert(0, '.'); sys.argv = ['x', '--help']; "
                 f"runpy.run_module('docs.examples.{program}', run_name='__main__')"],
                cwd=tmp_path, capture_output=True, text=True, timeout=60, check=False,
            )  # fmt: skip
            assert done.returncode == 0, done.stderr
            assert "usage" in done.stdout

    def test_the_same_files_are_the_same_bytes(self, client: Client) -> None:
        first = client.get(f"{INDEXES['fr']}examples.zip").content
        guide_views._archive.cache_clear()
        assert client.get(f"{INDEXES['en']}examples.zip").content == first
