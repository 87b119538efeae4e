"""Which feed is asked for: by whom, narrowed how, page by page, and at what cost."""

from __future__ import annotations

import datetime
from typing import Any

import pytest
from django.test import Client

from cms.feed import registry
from cms.media.audiences import SANDBOX
from cms.partners.choices import KeyKind
from news.feed import ArticleDocument
from tests.cms.delivery.assertions import assert_problem
from tests.cms.delivery.feed_rows import START, ambassador_row, store
from tests.cms.delivery.stories import a_partner, story_row
from tests.cms.delivery.syndication.reading import ATOM, parsed, tree, walk

FORMATS = ("rss", "atom", "json")
DAY = datetime.timedelta(days=1)


def article(title: str, number: int, **columns: Any) -> Any:
    """Make the row of an article."""
    key = f"00000000-0000-5000-8000-{number:012}"
    document = ArticleDocument.model_validate(
        {
            "id": key, "content_id": key, "type": "article", "locale": "fr", "slug": f"article-{number}",
            "url": f"http://localhost/actualites/article-{number}/", "title": title, "summary": "",
            "published_at": START + number * DAY, "updated_at": START + number * DAY, "image": None, "tags": [],
            "licence": "etalab-2.0", "attribution": "Fabriqué", "translations": [], "date": "2026-01-01",
            "category": None, "author": "La rédaction", "is_demonstration": False, "ambassadors": [], "body": [],
        }
    )  # fmt: skip
    return store("article", document, path=f"/actualites/article-{number}/", **columns)


def titles(answer: Any) -> list[str]:
    return [entry.title for entry in parsed(answer).entries]


class TestWhich:
    def test_every_listed_type_has_one_in_each_format(self, client: Client) -> None:
        found = client.get("/feeds").json()
        listed = {kind.plural for kind in registry.all_types() if kind.is_listed}
        assert {feed["name"] for feed in found["feeds"]} == listed | {"all"}
        for feed in found["feeds"]:
            for form in FORMATS:
                assert client.get(feed[form]).status_code == 200, feed[form]

    @pytest.mark.parametrize("name", ["homes", "nothing", "ambassador-indexes"])
    def test_no_other_is_there(self, client: Client, name: str) -> None:
        for form in FORMATS:
            assert_problem(client.get(f"/feeds/{name}.{form}"), 404)
        assert_problem(client.get("/feeds/ambassadors.xml"), 404)

    def test_by_language_facet_and_word(self, client: Client) -> None:
        ambassador_row(title="Créteil", commune=("94028", "Créteil"))
        ambassador_row(title="Vitry", commune=("94081", "Vitry-sur-Seine"), published_at=START + DAY)
        ambassador_row(title="English", locale="en")
        assert titles(client.get("/feeds/ambassadors.atom?commune=94028")) == ["Créteil"]
        assert titles(client.get("/feeds/ambassadors.rss?commune=94028&commune=94081&order=title")) == [
            "Créteil",
            "Vitry",
        ]
        assert titles(client.get("/feeds/ambassadors.rss?locale=en")) == ["English"]
        after = (START + DAY / 2).strftime("%Y-%m-%dT%H:%M:%SZ")
        assert titles(client.get(f"/feeds/ambassadors.rss?published_after={after}")) == ["Vitry"]

    def test_a_narrowed_feed_is_called_after_what_it_shows(self, client: Client) -> None:
        ambassador_row(commune=("94028", "Créteil"))
        assert parsed(client.get("/feeds/ambassadors.atom?commune=94028")).feed.title.endswith("(Créteil)")
        # What is not shown has no name here: it may be the name of something hidden.
        ambassador_row(commune=("94081", "Vitry-sur-Seine"), audience="own")
        assert parsed(client.get("/feeds/ambassadors.atom?commune=94081")).feed.title.endswith("(94081)")

    @pytest.mark.parametrize("form", FORMATS)
    def test_an_unknown_or_senseless_parameter_is_refused(self, client: Client, form: str) -> None:
        assert_problem(client.get(f"/feeds/ambassadors.{form}?communne=94028"), 400, "#/query/communne")
        assert_problem(client.get(f"/feeds/ambassadors.{form}?fields=title"), 400, "#/query/fields")
        assert_problem(client.get(f"/feeds/ambassadors.{form}?limit=101"), 400, "#/query/limit")
        assert_problem(client.get(f"/feeds/ambassadors.{form}?after=abc"), 400, "#/query/after")
        assert_problem(client.get(f"/feeds/all.{form}?commune=94028"), 400, "#/query/commune")

    def test_everything_in_one_feed_and_some_types_of_it(self, client: Client) -> None:
        ambassador_row(title="Portrait")
        article("Article", 1)
        assert titles(client.get("/feeds/all.atom")) == ["Article", "Portrait"]
        assert titles(client.get("/feeds/all.rss?type=ambassador")) == ["Portrait"]
        assert titles(client.get("/feeds/all.rss?type=ambassador&type=article")) == ["Article", "Portrait"]


class TestPages:
    @pytest.mark.parametrize("url", ["/feeds/ambassadors.rss", "/feeds/ambassadors.atom", "/feeds/all.json"])
    def test_following_next_meets_each_document_once(self, client: Client, url: str) -> None:
        rows = [ambassador_row(published_at=START + number * DAY) for number in range(7)]
        pages = walk(client, f"{url}?limit=3")
        assert len(pages) == 3
        if url.endswith("json"):
            ids = [item["id"] for page in pages for item in page.json()["items"]]
        else:
            ids = [entry.id for page in pages for entry in parsed(page).entries]
        assert ids == [f"urn:uuid:{row.document_id}" for row in reversed(rows)]

    def test_pages_name_their_neighbours_and_are_one_feed(self, client: Client) -> None:
        for number in range(3):
            ambassador_row(published_at=START + number * DAY)
        pages = walk(client, "/feeds/ambassadors.atom?limit=1&commune=94028")
        links = [{link.get("rel"): link.get("href") for link in tree(page).findall(f"{ATOM}link")} for page in pages]
        assert [set(found) - {"self", "alternate"} for found in links] == [
            {"first", "next"}, {"first", "next", "previous"}, {"first", "previous"},
        ]  # fmt: skip
        assert len({tree(page).find(f"{ATOM}id").text for page in pages}) == 1
        assert titles(client.get(links[1]["previous"])) == titles(pages[0])
        assert titles(client.get(links[2]["first"])) == titles(pages[0])
        assert titles(client.get(links[1]["self"])) == titles(pages[1])
        assert f'<{links[0]["next"]}>; rel="next"' in pages[0].headers["Link"]

    def test_a_cursor_of_one_feed_is_refused_by_another(self, client: Client) -> None:
        for _ in range(2):
            ambassador_row()
        (page, *_) = walk(client, "/feeds/ambassadors.json?limit=1")
        cursor = page.json()["next_url"].rpartition("after=")[2]
        assert_problem(client.get(f"/feeds/all.json?limit=1&after={cursor}"), 400, "#/query/after")
        assert_problem(client.get(f"/feeds/ambassadors.json?commune=94028&after={cursor}"), 400, "#/query/after")


class TestCost:
    @pytest.mark.parametrize(("form", "queries"), [("rss", 1), ("json", 1), ("atom", 2)])
    @pytest.mark.parametrize("url", ["/feeds/ambassadors.{}?limit=100&commune=94028", "/feeds/all.{}?limit=100"])
    def test_is_the_same_whatever_the_number(
        self, client: Client, django_assert_num_queries: Any, form: str, queries: int, url: str
    ) -> None:
        ambassador_row()
        with django_assert_num_queries(queries):
            client.get(url.format(form))
        for _ in range(20):
            ambassador_row()
        with django_assert_num_queries(queries):
            client.get(url.format(form))


class TestWho:
    def test_a_partner_gets_its_audience_and_its_types_alone(self, client: Client) -> None:
        ambassador_row(title="Partners", audience="partners")
        ambassador_row(title="Open")
        article("Article", 1, audience="partners")
        headers = {"authorization": f"Bearer {a_partner(types=('ambassador',))}"}
        answer = client.get("/feeds/ambassadors.rss", headers=headers)
        assert titles(answer) == ["Partners"]
        assert answer.headers["Cache-Control"].startswith("private")
        assert titles(client.get("/feeds/all.atom", headers=headers)) == ["Partners"]
        hidden = client.get("/feeds/news.rss", headers=headers)
        unknown = client.get("/feeds/nothing.rss", headers=headers)
        assert_problem(hidden, 404)
        assert hidden.content == unknown.content
        names = {feed["name"] for feed in client.get("/feeds", headers=headers).json()["feeds"]}
        assert names == {"all", "ambassadors"}

    def test_a_publishable_key_is_carried_on_and_a_secret_one_never(self, client: Client) -> None:
        for _ in range(2):
            story_row(audience="partners")
        public = a_partner(kind=KeyKind.PUBLISHABLE)
        headers = {"origin": "https://ville.example"}
        answer = client.get(f"/feeds/ambassadors.json?limit=1&key={public}", headers=headers)
        following = answer.json()["next_url"]
        assert f"key={public}" in following
        assert len(client.get(following, headers=headers).json()["items"]) == 1
        feed = tree(client.get(f"/feeds/ambassadors.atom?key={public}", headers=headers))
        assert feed.find(f"{ATOM}id").text == "http://testserver/feeds/ambassadors.atom"
        index = client.get(f"/feeds?key={public}", headers=headers).json()
        assert all(public in one["rss"] for one in index["feeds"])
        secret = a_partner(name="Chambre")
        text = client.get("/feeds/ambassadors.atom?limit=1", headers={"authorization": f"Bearer {secret}"}).content
        assert secret.encode() not in text

    def test_the_sandbox_has_its_own_documents_and_addresses(self, client: Client) -> None:
        ambassador_row(title="Real")
        for number in range(2):
            ambassador_row(title="Invented", audience=str(SANDBOX), published_at=START + number * DAY)
        pages = walk(client, "/sandbox/feeds/ambassadors.json?limit=1")
        assert [page.json()["items"][0]["title"] for page in pages] == ["Invented", "Invented"]
        assert pages[0].json()["feed_url"] == "http://testserver/sandbox/feeds/ambassadors.json?limit=1"
        assert client.get("/sandbox/feeds").json()["feeds"][0]["rss"] == "http://testserver/sandbox/feeds/all.rss"
