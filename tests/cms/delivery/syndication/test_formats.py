"""What each format says of a document: read by feedparser, held to its standard element by element."""

from __future__ import annotations

import datetime
from typing import Any

import pytest
from django.test import Client

from tests.cms.delivery.feed_rows import START, ambassador_row
from tests.cms.delivery.stories import IMAGE, ODD, ODD_WRITTEN, story_row
from tests.cms.delivery.syndication.reading import ATOM, CONTENT, FH, MEDIA, parsed, tree

FORMATS = ("rss", "atom", "json")
LATER = START + datetime.timedelta(days=3)


@pytest.fixture
def row() -> Any:
    """Return a portrait with a picture, a keyword and an author."""
    return story_row(
        title="Fonderie",
        slug="fonderie",
        tags=(("bronze", "Bronze d’art"),),
        updated_at=LATER,
        fields={"image": IMAGE, "author": "La rédaction"},
    )


class TestEveryFormat:
    @pytest.mark.parametrize("form", ["rss", "atom"])
    def test_says_the_same_to_feedparser(self, client: Client, row: Any, form: str) -> None:
        found = parsed(client.get(f"/feeds/ambassadors.{form}"))
        assert found.version == {"rss": "rss20", "atom": "atom10"}[form]
        (entry,) = found.entries
        assert entry.id == f"urn:uuid:{row.document_id}"
        assert entry.link == "http://localhost/ambassadeurs/fonderie/"
        assert entry.title == "Fonderie"
        assert entry.summary == "Fonderie d’art à Créteil."
        assert "<p>Un récit.</p>" in entry.content[0].value
        assert "Une mouleuse ouvre le moule." in entry.content[0].value
        assert datetime.datetime(*entry.published_parsed[:6], tzinfo=datetime.UTC) == START
        assert datetime.datetime(*entry.updated_parsed[:6], tzinfo=datetime.UTC) == LATER
        assert [tag.term if form == "rss" else tag.label for tag in entry.tags] == ["Bronze d’art"]
        assert entry.author == "La rédaction"
        assert [one.href for one in entry.enclosures] == [IMAGE["url"]]
        assert entry.media_content[0]["url"] == IMAGE["url"]
        assert entry.media_credit[0]["content"] == IMAGE["credit"]
        assert "etalab" in next(link.href for link in entry.links if link.rel == "license")
        assert "Fabriqué en Val-de-Marne" in entry.rights
        assert found.feed.language == "fr"
        assert found.feed.title.startswith("Fabriqué en Val-de-Marne – ")

    def test_json_feed_says_it_too(self, client: Client, row: Any) -> None:
        answer = client.get("/feeds/ambassadors.json")
        assert answer.headers["Content-Type"] == "application/feed+json"
        feed = answer.json()
        (item,) = feed["items"]
        assert feed["version"] == "https://jsonfeed.org/version/1.1"
        assert feed["feed_url"] == "http://testserver/feeds/ambassadors.json"
        assert client.get(feed["_fabrique"]["about"]).status_code == 200
        assert feed["language"] == item["language"] == "fr"
        assert item["id"] == f"urn:uuid:{row.document_id}"
        assert (item["title"], item["url"]) == ("Fonderie", "http://localhost/ambassadeurs/fonderie/")
        assert "<p>Un récit.</p>" in item["content_html"]
        assert (item["date_published"], item["date_modified"]) == ("2026-01-01T09:00:00Z", "2026-01-04T09:00:00Z")
        assert item["image"] == IMAGE["url"]
        assert item["attachments"] == [{"url": IMAGE["url"], "mime_type": "image/jpeg", "title": IMAGE["credit"]}]
        assert item["authors"] == [{"name": "La rédaction"}]
        assert item["tags"] == ["Bronze d’art"]
        extension = item["_fabrique"]
        assert extension["content_id"] == str(row.content_id)
        assert (extension["licence"], extension["credit"]) == ("etalab-2.0", IMAGE["credit"])
        assert None not in item.values()

    @pytest.mark.parametrize("form", FORMATS)
    def test_names_no_author_and_no_picture_where_there_is_none(self, client: Client, form: str) -> None:
        ambassador_row()
        text = client.get(f"/feeds/ambassadors.{form}").content.decode()
        for absent in ("creator", "enclosure", "media:content", "attachments", "<img"):
            assert absent not in text

    @pytest.mark.parametrize("form", FORMATS)
    def test_carries_odd_characters_whole(self, client: Client, form: str) -> None:
        story_row(
            title="x",
            tags=(("a", "b"),),
            fields={
                "title": ODD, "summary": ODD, "author": ODD, "attribution": ODD, "tags": [{"slug": "a", "name": ODD}],
                "image": {**IMAGE, "credit": ODD, "alt": ODD},
                "body": [{"id": "b", "type": "heading", "value": {"text": ODD, "level": 2, "anchor": ""}}],
            },
        )  # fmt: skip
        answer = client.get(f"/feeds/ambassadors.{form}")
        if form == "json":
            (item,) = answer.json()["items"]
            assert item["title"] == item["summary"] == item["tags"][0] == item["authors"][0]["name"] == ODD_WRITTEN
            html = item["content_html"]
        else:
            (entry,) = parsed(answer).entries
            assert entry.title_detail.value in (ODD_WRITTEN, ODD_WRITTEN.replace("\u2028", " "))
            html = entry.content[0].value
        assert "<script" not in html
        assert "&lt;script&gt;" in html
        assert "🔥" in html

    @pytest.mark.parametrize("form", FORMATS)
    def test_carries_a_huge_document_whole(self, client: Client, form: str) -> None:
        body = [
            {"id": str(n), "type": "rich_text", "value": f"<p>Paragraphe {n}. {'Métal. ' * 80}</p>"}
            for n in range(3_000)
        ]
        story_row(fields={"body": body})
        answer = client.get(f"/feeds/ambassadors.{form}")
        assert len(answer.content) > 1_500_000
        html = (
            answer.json()["items"][0]["content_html"] if form == "json" else parsed(answer).entries[0].content[0].value
        )
        assert "Paragraphe 2999." in html


class TestAtom:
    def test_has_what_rfc_4287_asks_of_a_feed_and_of_an_entry(self, client: Client, row: Any) -> None:
        ambassador_row()
        feed = tree(client.get("/feeds/ambassadors.atom"))
        assert feed.tag == f"{ATOM}feed"
        assert feed.get("{http://www.w3.org/XML/1998/namespace}lang") == "fr"
        for name in ("id", "title", "updated"):
            assert len(feed.findall(f"{ATOM}{name}")) == 1, name
        # Section 4.1.1: an author of the feed stands for entries without one.
        assert feed.find(f"{ATOM}author/{ATOM}name").text
        pairs = [(link.get("rel"), link.get("type")) for link in feed.findall(f"{ATOM}link")]
        assert len(pairs) == len(set(pairs))
        assert ("self", "application/atom+xml") in pairs
        entries = feed.findall(f"{ATOM}entry")
        assert len(entries) == 2
        for entry in entries:
            for name in ("id", "title", "updated", "published", "content", "summary", "rights"):
                assert len(entry.findall(f"{ATOM}{name}")) == 1, name
            assert len(entry.findall(f"{ATOM}link[@rel='alternate']")) == 1
            assert entry.find(f"{ATOM}content").get("type") == "html"
            for name in ("updated", "published"):
                assert datetime.datetime.fromisoformat(entry.find(f"{ATOM}{name}").text).tzinfo
        stamps = [entry.find(f"{ATOM}updated").text for entry in entries]
        assert feed.find(f"{ATOM}updated").text == max(stamps)
        assert len({entry.find(f"{ATOM}id").text for entry in entries}) == 2

    def test_an_empty_feed_is_still_one(self, client: Client) -> None:
        first, second = (client.get("/feeds/ambassadors.atom") for _ in range(2))
        assert parsed(first).feed.updated == "1970-01-01T00:00:00Z"
        assert first.headers["ETag"] == second.headers["ETag"]

    def test_says_when_it_holds_everything(self, client: Client) -> None:
        for _ in range(2):
            ambassador_row()
        assert tree(client.get("/feeds/ambassadors.atom")).find(f"{FH}complete") is not None
        assert tree(client.get("/feeds/ambassadors.atom?limit=1")).find(f"{FH}complete") is None
        last = next(
            link.get("href")
            for link in tree(client.get("/feeds/ambassadors.atom?limit=1")).iter(f"{ATOM}link")
            if link.get("rel") == "next"
        )
        assert tree(client.get(last)).find(f"{FH}complete") is None


class TestRss:
    def test_has_what_rss_asks_of_a_channel_and_of_an_item(self, client: Client, row: Any) -> None:
        root = tree(client.get("/feeds/ambassadors.rss"))
        assert (root.tag, root.get("version")) == ("rss", "2.0")
        (channel,) = root
        for name in ("title", "link", "description"):
            assert channel.find(name).text
        item = channel.find("item")
        assert item.find("guid").get("isPermaLink") == "false"
        assert set(item.find("enclosure").attrib) == {"url", "length", "type"}
        assert item.find(f"{CONTENT}encoded").text.startswith("<figure><img")
        picture = item.find(f"{MEDIA}content")
        assert (picture.get("medium"), picture.get("width"), picture.get("height")) == ("image", "1200", "800")
        assert picture.find(f"{MEDIA}description").text == IMAGE["alt"]
        assert channel.find(f"{ATOM}link[@rel='self']").get("href") == "http://testserver/feeds/ambassadors.rss"
