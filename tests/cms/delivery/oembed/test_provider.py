"""The oEmbed provider: what it answers for an address of ours, and for every other one."""

from __future__ import annotations

import datetime
from typing import Any
from urllib.parse import quote

import pytest
from bs4 import BeautifulSoup
from defusedxml import ElementTree
from django.test import Client
from django.utils import timezone
from wagtail.contrib.redirects.models import Redirect
from wagtail.models import Site

from cms.feed.models import FeedDocument
from cms.media.audiences import SANDBOX
from cms.partners.choices import KeyKind
from home.feed import HomeDocument
from tests.cms.delivery.assertions import assert_problem
from tests.cms.delivery.feed_rows import START, bury, former_path, store
from tests.cms.delivery.stories import IMAGE, ODD, ODD_WRITTEN, a_partner, story_row

PAGE = "http://localhost/ambassadeurs/fonderie/"
SECOND = datetime.timedelta(seconds=1)


@pytest.fixture
def site() -> Site:
    """Return the default site; the rows of these tests stand on it."""
    return Site.objects.get(is_default_site=True)


@pytest.fixture
def row(site: Site) -> FeedDocument:
    """Return a portrait with a picture."""
    return story_row(title="Fonderie", slug="fonderie", site_id=site.pk, fields={"image": IMAGE})


def ask(client: Client, url: str = PAGE, **options: Any) -> Any:
    headers = options.pop("headers", {})
    return client.get("/oembed", {"url": url, **options}, headers=headers)


def frame_of(html: str) -> Any:
    (frame,) = BeautifulSoup(html, "html.parser").find_all(True)
    assert frame.name == "iframe"
    return frame


class TestRich:
    def test_it_works(self, client: Client, row: FeedDocument) -> None:
        answer = ask(client)
        assert answer.headers["Content-Type"] == "application/json"
        found = answer.json()
        assert (found["version"], found["type"], found["title"]) == ("1.0", "rich", "Fonderie")
        assert found["provider_name"] == "Fabriqué en Val-de-Marne"
        assert found["provider_url"] == "http://testserver/"
        assert 0 < found["cache_age"] <= 3600
        assert found["attribution"]
        frame = frame_of(found["html"])
        assert frame["src"] == "http://testserver/embed/ambassadors/fonderie"
        assert (frame["width"], frame["height"]) == (str(found["width"]), str(found["height"]))
        assert frame["title"] == "Fonderie"
        assert frame["loading"] == "lazy"
        assert "allow-same-origin" not in frame["sandbox"]
        assert answer.headers["Surrogate-Key"] == f"site ambassador oembed {row.document_id}"

    @pytest.mark.parametrize(
        ("asked", "given"),
        [
            ({"maxwidth": 320}, (320, 640)),
            ({"maxheight": 200}, (600, 200)),
            ({"maxwidth": 300, "maxheight": 200}, (300, 200)),
            ({"maxwidth": 4000, "maxheight": 4000}, (600, 640)),
        ],
    )
    def test_is_never_larger_than_asked(
        self, client: Client, row: FeedDocument, asked: dict[str, int], given: tuple[int, int]
    ) -> None:
        found = ask(client, **asked).json()
        frame = frame_of(found["html"])
        assert (found["width"], found["height"]) == given == (int(frame["width"]), int(frame["height"]))

    @pytest.mark.parametrize("asked", [{"maxwidth": 299}, {"maxheight": 199}, {"maxwidth": 1, "maxheight": 1}])
    def test_without_room_for_credit_and_licence_is_a_link(
        self, client: Client, row: FeedDocument, asked: dict[str, int]
    ) -> None:
        found = ask(client, **asked).json()
        assert found["type"] == "link"
        assert "html" not in found

    def test_in_xml_says_the_same(self, client: Client, row: FeedDocument) -> None:
        answer = ask(client, format="xml", maxwidth=500)
        assert answer.headers["Content-Type"] == "text/xml; charset=utf-8"
        root = ElementTree.fromstring(answer.content)
        assert root.tag == "oembed"
        said = {child.tag: child.text for child in root}
        assert said == {name: str(value) for name, value in ask(client, maxwidth=500).json().items()}

    def test_in_xml_where_only_that_is_accepted(self, client: Client, row: FeedDocument) -> None:
        assert ask(client, headers={"accept": "text/xml"}).content.startswith(b"<?xml")
        assert ask(client, headers={"accept": "text/html"}).status_code == 406

    @pytest.mark.parametrize("form", ["json", "xml"])
    def test_odd_titles_break_nothing(self, client: Client, site: Site, form: str) -> None:
        story_row(slug="fonderie", site_id=site.pk, fields={"title": ODD + ' " onload="alert(1)'})
        answer = ask(client, format=form)
        if form == "json":
            title, html = answer.json()["title"], answer.json()["html"]
        else:
            root = ElementTree.fromstring(answer.content)
            title, html = root.findtext("title"), root.findtext("html")
        assert title == ODD_WRITTEN + ' " onload="alert(1)'
        frame = frame_of(html)
        assert set(frame.attrs) == {
            "src", "title", "width", "height", "loading", "sandbox", "referrerpolicy", "frameborder",
        }  # fmt: skip
        assert frame["title"] == title

    def test_another_language_is_named_in_the_frame(self, client: Client, site: Site) -> None:
        story_row(slug="foundry", locale="en", site_id=site.pk)
        found = ask(client, "http://localhost/en/ambassadors/foundry/").json()
        assert frame_of(found["html"])["src"] == "http://testserver/embed/ambassadors/foundry?locale=en"

    def test_costs_two_queries(self, client: Client, row: FeedDocument, django_assert_num_queries: Any) -> None:
        # One finds the site, one the document.
        with django_assert_num_queries(2):
            ask(client)

    def test_is_asked_conditionally(self, client: Client, row: FeedDocument) -> None:
        first = ask(client)
        assert ask(client, headers={"if-none-match": first.headers["ETag"]}).status_code == 304
        assert client.head("/oembed", {"url": PAGE}).headers["ETag"] == first.headers["ETag"]
        assert client.post("/oembed", {"url": PAGE}).status_code == 405


class TestThumbnail:
    @pytest.mark.parametrize(
        ("asked", "given"),
        [
            ({}, ("four-1200.jpg", 1200, 800)),
            ({"maxwidth": 900}, ("four-800.jpg", 800, 533)),
            ({"maxheight": 300}, ("four-400.jpg", 400, 267)),
            ({"maxwidth": 399}, None),
        ],
    )
    def test_is_the_largest_that_fits(self, client: Client, row: FeedDocument, asked: Any, given: Any) -> None:
        found = ask(client, **asked).json()
        if given is None:
            assert not [name for name in found if name.startswith("thumbnail")]
            return
        name, width, height = given
        assert found["thumbnail_url"] == f"http://localhost/media/renditions/{name}"
        assert (found["thumbnail_width"], found["thumbnail_height"]) == (width, height)
        assert found["thumbnail_credit"] == IMAGE["credit"]

    def test_goes_with_the_right_to_it_and_no_cache_outlives_it(self, client: Client, row: FeedDocument) -> None:
        without = story_row(title="Fonderie", slug="other", site_id=row.site_id)
        ends = timezone.now() + 100 * SECOND
        FeedDocument.objects.filter(pk=row.pk).update(
            next_at=ends, next_item=without.item, next_document=without.document
        )
        answer = ask(client)
        assert answer.json()["cache_age"] == 60
        assert "thumbnail_url" in answer.json()
        # The age shrinks while the document stays: a date cannot prove that nothing changed.
        since = {"if-modified-since": answer.headers.get("Last-Modified", "Fri, 01 Jan 2100 00:00:00 GMT")}
        assert ask(client, headers=since).status_code == 200
        FeedDocument.objects.filter(pk=row.pk).update(next_at=timezone.now() - SECOND)
        answer = ask(client)
        assert b"four-" not in answer.content
        assert b"Anna Petit" not in answer.content


class TestLink:
    def test_a_page_without_a_frame_is_a_link(self, client: Client, site: Site) -> None:
        key = "00000000-0000-5000-8000-000000000001"
        document = HomeDocument.model_validate(
            {
                "id": key, "content_id": key, "type": "home", "locale": "fr", "slug": "home", "url": "http://localhost/",
                "title": "Accueil", "summary": "", "published_at": START, "updated_at": START, "image": None,
                "tags": [], "licence": "etalab-2.0", "attribution": "Fabriqué", "translations": [],
                "hero": {"title": "", "text": ""}, "key_figures": [], "featured_ambassadors": [],
                "latest_news_count": 3, "white_paper": None, "call": None,
            }
        )  # fmt: skip
        store("home", document, path="/", site_id=site.pk)
        found = ask(client, "http://localhost/").json()
        assert (found["type"], found["title"]) == ("link", "Accueil")
        assert not {"html", "width", "height"} & set(found)
        assert ask(client, "http://localhost").json() == found


class TestAddress:
    @pytest.mark.parametrize(
        "url",
        [
            PAGE, PAGE.rstrip("/"), "https://localhost/ambassadeurs/fonderie/", "HTTP://LOCALHOST/ambassadeurs/fonderie/",
            "http://localhost:80/ambassadeurs/fonderie/", "http://testserver/ambassadeurs/fonderie/",
            f"{PAGE}?utm_source=lettre", f"{PAGE}#visite", PAGE.replace("fonderie", quote("fonderie")),
        ],
    )  # fmt: skip
    def test_however_it_is_written(self, client: Client, row: FeedDocument, url: str) -> None:
        assert ask(client, url).json()["title"] == "Fonderie"

    def test_a_former_one_is_answered_for_the_present_one(self, client: Client, row: FeedDocument) -> None:
        former_path(row, slug="ancienne")
        found = ask(client, "http://localhost/ambassadeurs/ancienne/").json()
        assert frame_of(found["html"])["src"].endswith("/embed/ambassadors/fonderie")

    def test_an_editors_redirect_is_followed_within_the_site(self, client: Client, row: FeedDocument) -> None:
        Redirect.objects.create(old_path="/court", redirect_link="/ambassadeurs/fonderie/")
        Redirect.objects.create(old_path="/dehors", redirect_link="https://evil.example/ambassadeurs/fonderie/")
        Redirect.objects.create(old_path="/rond", redirect_link="/rond/")
        assert ask(client, "http://localhost/court/").json()["title"] == "Fonderie"
        assert_problem(ask(client, "http://localhost/dehors/"), 404)
        assert_problem(ask(client, "http://localhost/rond/"), 404)

    @pytest.mark.parametrize(
        "url",
        [
            "http://evil.example/ambassadeurs/fonderie/", "http://localhost:8080/ambassadeurs/fonderie/",
            "http://localhost.evil.example/ambassadeurs/fonderie/", "http://evil.example@other/ambassadeurs/fonderie/",
            "http://[::1/ambassadeurs/fonderie/", "http://localhost:99999/ambassadeurs/fonderie/",
            "http://localhost:port/ambassadeurs/fonderie/", "http:///ambassadeurs/fonderie/",
            "http://localhost/ambassadeurs/fonderie%00/", "http://localhost/ailleurs/", "http://localhost/api/v1/",
        ],
    )  # fmt: skip
    def test_of_another_host_or_of_nothing_is_not_found(self, client: Client, row: FeedDocument, url: str) -> None:
        assert_problem(ask(client, url), 404)

    def test_hidden_and_unknown_are_one_answer_and_gone_is_another(self, client: Client, site: Site) -> None:
        story_row(slug="cachee", site_id=site.pk, audience="partners")
        story_row(slug="demain", site_id=site.pk, not_before=timezone.now() + 999 * SECOND, was_shown=False)
        bury(story_row(slug="jamais", site_id=site.pk), is_announced=False)
        bury(story_row(slug="partie", site_id=site.pk))
        unknown = ask(client, "http://localhost/ambassadeurs/inconnue/")
        assert_problem(unknown, 404)
        for slug in ("cachee", "demain", "jamais"):
            hidden = ask(client, f"http://localhost/ambassadeurs/{slug}/")
            assert (hidden.status_code, hidden.content) == (404, unknown.content)
            assert set(hidden.headers) == set(unknown.headers)
        assert_problem(ask(client, "http://localhost/ambassadeurs/partie/"), 410)


class TestParameters:
    def test_the_address_is_required_and_whole(self, client: Client) -> None:
        assert_problem(client.get("/oembed"), 400, "#/query/url")
        assert_problem(ask(client, "/ambassadeurs/fonderie/"), 400, "#/query/url")
        assert_problem(ask(client, "javascript:alert(1)"), 400, "#/query/url")
        assert_problem(ask(client, f"http://localhost/{'a' * 3000}"), 400, "#/query/url")

    @pytest.mark.parametrize("name", ["maxwidth", "maxheight"])
    @pytest.mark.parametrize("value", ["0", "-1", "abc", "1e3", "100%", "999999", "٣"])
    def test_a_size_is_a_whole_number(self, client: Client, row: FeedDocument, name: str, value: str) -> None:
        assert_problem(ask(client, **{name: value}), 400, f"#/query/{name}")

    def test_another_format_is_not_implemented(self, client: Client, row: FeedDocument) -> None:
        assert_problem(ask(client, format="yaml"), 501)
        assert_problem(ask(client, format="JSON"), 501)

    def test_what_consumers_add_of_their_own_is_left_aside(self, client: Client, row: FeedDocument) -> None:
        assert ask(client, dnt=1, iframe="true").json() == ask(client).json()


class TestWho:
    def test_a_partner_whose_key_travels_gets_a_frame_with_it(self, client: Client, site: Site) -> None:
        story_row(slug="fonderie", site_id=site.pk, audience="partners")
        key = a_partner(kind=KeyKind.PUBLISHABLE)
        found = ask(client, key=key, headers={"origin": "https://ville.example"}).json()
        assert frame_of(found["html"])["src"] == f"http://testserver/embed/ambassadors/fonderie?key={key}"

    def test_with_a_secret_key_what_visitors_would_not_see_is_a_link(self, client: Client, site: Site) -> None:
        shared = story_row(slug="fonderie", site_id=site.pk, audience="partners")
        key = a_partner()
        answer = ask(client, headers={"authorization": f"Bearer {key}"})
        assert answer.json()["type"] == "link"
        assert key not in answer.content.decode()
        story_row(slug="fonderie", site_id=site.pk, content_id=shared.content_id)
        assert ask(client, headers={"authorization": f"Bearer {key}"}).json()["type"] == "rich"

    def test_a_type_that_a_partner_may_not_have_is_not_there(self, client: Client, site: Site) -> None:
        story_row(slug="fonderie", site_id=site.pk, audience="partners")
        bury(story_row(slug="partie", site_id=site.pk, audience="partners"))
        headers = {"authorization": f"Bearer {a_partner(types=('article',))}"}
        hidden = ask(client, headers=headers)
        assert_problem(hidden, 404)
        assert_problem(ask(client, "http://localhost/ambassadeurs/partie/", headers=headers), 404)

    def test_the_sandbox_answers_for_its_own_documents_and_frames(self, client: Client, site: Site) -> None:
        story_row(slug="fonderie", site_id=site.pk, audience=str(SANDBOX), title="Invented")
        assert_problem(ask(client), 404)
        found = client.get("/sandbox/oembed", {"url": PAGE}).json()
        assert found["title"] == "Invented"
        assert frame_of(found["html"])["src"] == "http://testserver/sandbox/embed/ambassadors/fonderie"
