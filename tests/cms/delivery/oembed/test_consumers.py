"""Two consumers that others wrote, and the discovery that leads them to the provider."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

import micawber
import pytest
from bs4 import BeautifulSoup
from django.test import Client
from wagtail.embeds.exceptions import EmbedNotFoundException
from wagtail.embeds.finders.oembed import OEmbedFinder

from cms.feed.rebuild import rebuild_feed
from cms.feed.transaction import editorial_transaction
from cms.media.audiences import Audience
from tests import factories
from tests.cms.delivery.stories import wire


class ThroughTheClient(micawber.Provider):
    """A provider that asks the test client instead of the network."""

    def fetch(self, url: str) -> str:
        """Return the body of an answer. Errors: micawber's own where it is no 200."""
        parts = urlsplit(url)
        answer = Client().get(f"{parts.path}?{parts.query}", headers={"host": parts.netloc})
        if answer.status_code != 200:
            raise micawber.exceptions.ProviderHTTPException(url, answer.status_code)
        return answer.content.decode()


@pytest.fixture
def page() -> Any:
    """Return a published portrait with a picture."""
    return factories.ambassador(title="Fonderie", slug="fonderie-des-deux", image=factories.image())


class TestWagtail:
    @pytest.fixture
    def finder(self, monkeypatch: pytest.MonkeyPatch, client: Client) -> OEmbedFinder:
        wire(monkeypatch, client)
        return OEmbedFinder(providers=[{"endpoint": "http://localhost/oembed", "urls": [r"^https?://localhost/.+$"]}])

    def test_finds_an_embed(self, page: Any, finder: OEmbedFinder) -> None:
        assert finder.accept(page.full_url)
        found = finder.find_embed(page.full_url, max_width=400)
        assert (found["type"], found["title"]) == ("rich", "Fonderie")
        assert found["width"] == 400
        assert found["thumbnail_url"].endswith(".jpg")
        assert "/embed/ambassadors/fonderie-des-deux" in found["html"]
        assert found["cache_until"]

    def test_finds_none_where_there_is_nothing_public(self, page: Any, finder: OEmbedFinder) -> None:
        with pytest.raises(EmbedNotFoundException):
            finder.find_embed("http://localhost/ambassadeurs/inconnue/")


class TestMicawber:
    @pytest.fixture
    def registry(self) -> Any:
        registry = micawber.ProviderRegistry()
        registry.register(r"http://localhost/\S+", ThroughTheClient("http://localhost/oembed"))
        return registry

    def test_replaces_an_address_in_a_text(self, page: Any, registry: Any) -> None:
        assert registry.request(page.full_url, maxwidth=480)["width"] == 480
        html = micawber.parse_html(f"<p>{page.full_url}</p>", registry)
        frame = BeautifulSoup(html, "html.parser").select_one("iframe")
        assert frame is not None
        assert frame["title"] == "Fonderie"

    def test_leaves_an_unknown_address_alone(self, page: Any, registry: Any) -> None:
        with pytest.raises(micawber.exceptions.ProviderException):
            registry.request("http://localhost/ambassadeurs/inconnue/")


class TestDiscovery:
    def links(self, client: Client, url: str) -> dict[str, Any]:
        answer = client.get(urlsplit(url).path)
        head = BeautifulSoup(answer.content, "html.parser").head
        assert head is not None
        return {str(link["type"]): link for link in head.select("link[rel=alternate][type]")}

    def test_leads_from_a_page_to_its_answer_in_both_formats(self, client: Client, page: Any) -> None:
        links = self.links(client, page.full_url)
        as_json = client.get(str(links["application/json+oembed"]["href"]).removeprefix("http://localhost"))
        assert as_json.json()["title"] == links["application/json+oembed"]["title"] == "Fonderie"
        as_xml = client.get(str(links["text/xml+oembed"]["href"]).removeprefix("http://localhost"))
        assert as_xml.headers["Content-Type"].startswith("text/xml")

    def test_stands_early_in_the_head(self, client: Client, page: Any) -> None:
        text = client.get(urlsplit(page.full_url).path).content.decode()
        assert 0 < text.index("json+oembed") < text.index('rel="canonical"') < text.index("stylesheet")
        assert text.index("json+oembed") < 2_000

    def test_a_page_names_the_feeds_of_its_list_in_its_language(self, client: Client, page: Any) -> None:
        english = factories.translate(page, title="Foundry", slug="foundry")
        for found, query in ((page, ""), (english, "?locale=en")):
            links = self.links(client, found.full_url)
            for form, kind in (
                ("atom", "application/atom+xml"),
                ("rss", "application/rss+xml"),
                ("json", "application/feed+json"),
            ):
                assert links[kind]["href"] == f"/feeds/ambassadors.{form}{query}"
                assert form.upper() in str(links[kind]["title"]).upper()
                assert str(found.title).encode() in client.get(str(links[kind]["href"])).content

    def test_an_index_names_what_it_lists_and_the_first_page_everything(self, client: Client, page: Any) -> None:
        rebuild_feed()
        index = page.get_parent()
        assert self.links(client, index.full_url)["application/rss+xml"]["href"] == "/feeds/ambassadors.rss"
        assert self.links(client, "/")["application/rss+xml"]["href"] == "/feeds/all.rss"

    def test_is_silent_where_anyone_would_find_nothing(self, client: Client) -> None:
        kept = factories.ambassador(title="Chez nous", slug="chez-nous", audience=Audience.OWN.value)
        quiet = self.links(client, kept.full_url)
        assert not [kind for kind in quiet if "oembed" in kind or "rss" in kind]
        assert "oembed" not in client.get("/recherche/").content.decode()

    def test_is_silent_on_a_draft(self, client: Client, page: Any, admin_client: Client) -> None:
        with editorial_transaction():
            draft = factories.ambassador(title="Brouillon", slug="brouillon")
            draft.unpublish()
        text = admin_client.get(f"/admin/pages/{draft.pk}/view_draft/").content.decode()
        assert "Brouillon" in text
        assert "oembed" not in text
        assert "/feeds/" not in text
