"""The embed builder: what is chosen, what is seen, what is copied."""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import urlsplit

import pytest
from bs4 import BeautifulSoup
from django.test import Client
from django.urls import reverse

from cms.delivery.vocabulary import locales
from cms.feed.models import FeedDocument
from cms.feed.registry import all_types
from cms.feed.selectors import ORDERS as KNOWN_ORDERS
from cms.partners.models import Partner, PartnerContact
from cms.partnerships import snippets
from cms.partnerships.builder_form import FACET_LABELS, ORDERS, THEMES
from cms.partnerships.links import make_link
from tests.cms.delivery.embed.cards_world import article, maker, partner_with_key
from tests.desk import Desk

pytestmark = pytest.mark.django_db
HOSTILE = "</textarea></a><script>alert(1)</script>\"'"


@pytest.fixture(autouse=True)
def _empty_feed(db: None) -> None:
    FeedDocument.objects.all().delete()


@pytest.fixture
def staff(client: Client) -> Client:
    return Desk(client).client


@pytest.fixture
def partner() -> Partner:
    return Partner.objects.create(name="Ville d’Exemple")


def address(partner: Partner, rest: str = "") -> str:
    return f"/admin/partners/{partner.pk}/embed/{rest}"


def build(staff: Client, partner: Partner, **asked: Any) -> BeautifulSoup:
    response = staff.get(address(partner), asked)
    assert response.status_code == 200
    return BeautifulSoup(response.content, "html.parser")


def code(soup: BeautifulSoup, name: str) -> BeautifulSoup:
    """Return a snippet as a browser would read it."""
    return BeautifulSoup(soup.find(id=f"code-{name}").get_text(), "html.parser")


class TestChoosing:
    def test_it_works(self, staff: Client, partner: Partner) -> None:
        maker()
        soup = build(staff, partner)
        feed = code(soup, "element").find("fabrique-feed")
        assert feed.attrs == {"type": "ambassadors", "limit": "6", "reserve": "1", "locale": "fr"}
        assert feed.a["href"] == "http://testserver/ambassadeurs/"
        assert feed.a.get_text()
        assert code(soup, "element").script["src"] == "http://testserver/embed/v1.js"

    def test_what_is_chosen_is_in_every_form(self, staff: Client, partner: Partner) -> None:
        maker(number=1, commune=("94028", "Créteil"))
        maker(number=2, commune=("94081", "Vitry"))
        maker(number=3, commune=("94033", "Fontenay"))
        asked = {
            "f.commune": ["94028", "94081"],
            "limit": "2",
            "order": "title",
            "theme": "dark",
            "type": "ambassadors",
        }
        soup = build(staff, partner, **asked)
        feed = code(soup, "element").find("fabrique-feed")
        expected = {
            "commune": "94028,94081",
            "limit": "2",
            "order": "title",
            "theme": "dark",
            "locale": "fr",
            "reserve": "2",
        }
        assert feed.attrs == {"type": "ambassadors", **expected}
        frame = urlsplit(code(soup, "frame").iframe["src"])
        assert frame.path == "/embed/ambassadors"
        shown = staff.get(f"{frame.path}?{frame.query}")
        assert shown.status_code == 200
        links = [link.get_text() for link in code(soup, "links").select("li a")]
        assert links == ["Atelier 1", "Atelier 2"]
        assert [link.get_text() for link in BeautifulSoup(shown.content, "html.parser").select(".name")] == links
        assert soup.find(id="code-addresses").get_text().split() == [
            "http://testserver/ambassadeurs/atelier-1/",
            "http://testserver/ambassadeurs/atelier-2/",
        ]
        assert not code(soup, "fixed").script
        assert {box["value"] for box in soup.select("[name='f.commune'][checked]")} == {"94028", "94081"}
        assert "2 documents" in soup.select_one("[data-builder-status]").get_text()

    def test_values_have_their_names_and_counts(self, staff: Client, partner: Partner) -> None:
        maker(number=1), maker(number=2)
        soup = build(staff, partner)
        labels = [label.get_text(" ", strip=True) for label in soup.select("[data-facet=commune] label")]
        assert labels == ["Créteil (2)"]

    def test_a_value_that_finds_nothing_can_be_taken_away(self, staff: Client, partner: Partner) -> None:
        maker()
        box = build(staff, partner, **{"f.commune": "94999"}).select_one("[name='f.commune'][value='94999']")
        assert box.has_attr("checked")

    def test_a_single_document(self, staff: Client, partner: Partner) -> None:
        row = maker()
        maker(number=8)
        soup = build(staff, partner, document=str(row.document_id))
        assert code(soup, "element").find("fabrique-card").attrs == {
            "type": "ambassadors",
            "slug": "atelier-7",
            "locale": "fr",
        }
        assert urlsplit(code(soup, "frame").iframe["src"]).path == "/embed/ambassadors/atelier-7"
        assert soup.find(id="code-addresses").get_text() == "http://testserver/ambassadeurs/atelier-7/"

    def test_what_nobody_offered_is_not_chosen(self, staff: Client, partner: Partner) -> None:
        maker()
        asked = {"type": "jamais", "limit": "7000", "order": "x", "theme": "pink", "locale": "xx", "f.nope": "1",
                 "document": "x", "f.commune": "\0"}  # fmt: skip
        feed = code(build(staff, partner, **asked), "element").find("fabrique-feed")
        assert feed.attrs["limit"] == "6"
        assert set(feed.attrs) == {"type", "limit", "locale", "reserve"}

    def test_words_for_everything_that_is_offered(self) -> None:
        assert set(ORDERS) == set(KNOWN_ORDERS)
        facets = {facet.name for feed_type in all_types() for facet in feed_type.facets}
        assert facets <= set(FACET_LABELS)
        assert "" in THEMES


class TestKey:
    def test_without_one_nothing_is_said_of_it(self, staff: Client, partner: Partner) -> None:
        soup = build(staff, partner, with_key="1")
        assert not soup.select("[name=with_key]")
        assert "key" not in code(soup, "element").find("fabrique-feed").attrs

    def test_it_is_to_be_pasted(self, staff: Client) -> None:
        maker(number=1)
        maker(number=2, audience="partners")
        partner, key = partner_with_key("https://www.ville.example")
        open_soup, keyed = build(staff, partner), build(staff, partner, with_key="1")
        assert code(open_soup, "links").a.get_text() == "Atelier 1"
        assert code(keyed, "links").a.get_text() == "Atelier 2"
        assert code(keyed, "element").find("fabrique-feed")["key"] == "fvm_pk_…"
        frame = code(keyed, "frame").iframe
        assert frame["src"].endswith("&key=fvm_pk_…")
        assert frame["referrerpolicy"] == "strict-origin-when-cross-origin"
        assert "fvm_pk_…" in keyed.select_one(".desk-notice").get_text()
        assert key not in str(keyed)
        preview = BeautifulSoup(staff.get(address(partner, "preview"), {"with_key": "1"}).content, "html.parser")
        assert "key" not in preview.find("fabrique-feed").attrs

    def test_types_that_the_partner_may_not_have_are_not_offered_with_it(self, staff: Client) -> None:
        partner, _key = partner_with_key("https://www.ville.example", allowed_types=["article"])
        offered = [option["value"] for option in build(staff, partner, with_key="1").select("#builder-type option")]
        assert offered == ["news"]
        assert len(build(staff, partner).select("#builder-type option")) > 1


class TestPreview:
    def test_it_is_the_snippet_under_the_policy_that_we_ask_for(self, staff: Client, partner: Partner) -> None:
        maker()
        response = staff.get(address(partner, "preview"), {"f.commune": "94028"})
        soup = BeautifulSoup(response.content, "html.parser")
        copied = code(build(staff, partner, **{"f.commune": "94028"}), "element")
        assert str(soup.find("fabrique-feed")) == str(copied.find("fabrique-feed"))
        policy = response.headers["Content-Security-Policy"]
        assert policy.startswith("default-src 'none'; script-src 'self'; connect-src 'self'; img-src 'self'")
        assert "unsafe" not in policy
        assert policy.endswith("frame-ancestors 'self'")
        assert response.headers["X-Frame-Options"] == "SAMEORIGIN"
        assert soup.find_all("script") == soup.select("script[src]")

    def test_as_a_frame(self, staff: Client, partner: Partner) -> None:
        soup = BeautifulSoup(staff.get(address(partner, "preview"), {"as": "frame"}).content, "html.parser")
        assert soup.iframe["src"].startswith("http://testserver/embed/")

    def test_the_page_shows_the_preview_of_its_choice(self, staff: Client, partner: Partner) -> None:
        maker()
        shown = build(staff, partner, theme="dark").select_one(".builder-preview")["src"]
        assert 'theme="dark"' in staff.get(shown).content.decode()


class TestDoors:
    def test_strangers_are_led_to_the_login(self, client: Client, partner: Partner) -> None:
        for rest in ("", "preview"):
            assert "/login/" in client.get(address(partner, rest)).headers["Location"]

    def test_nothing_else_lives_here(self, staff: Client, partner: Partner) -> None:
        assert staff.get(address(partner, "autre")).status_code == 404
        assert staff.post(address(partner)).status_code == 405


class TestSnippets:
    def test_text_never_becomes_markup(self, staff: Client, partner: Partner) -> None:
        row = maker(title=HOSTILE, attribution=HOSTILE, commune=("94028", HOSTILE))
        for asked in ({}, {"document": str(row.document_id)}):
            soup = build(staff, partner, **asked)
            for name in ("element", "frame", "links"):
                read = code(soup, name)
                assert all(found.has_attr("src") for found in read.find_all("script"))
            assert code(soup, "links").a.get_text() == HOSTILE
            assert len(soup.select("main script:not([src])")) == 0
            preview = staff.get(address(partner, "preview"), asked).content.decode()
            assert "<script>alert" not in preview

    def test_the_links_name_whom_to_name(self, staff: Client, partner: Partner) -> None:
        article()
        read = code(build(staff, partner, type="news"), "links")
        assert "Fabriqué en Val-de-Marne" in read.p.get_text()
        assert read.p.a["rel"] == ["license"]

    def test_in_each_language(self, staff: Client, partner: Partner) -> None:
        names = {code_: build(staff, partner, locale=code_).find(id="code-element").get_text() for code_ in locales()}
        assert len({re.sub('locale=".."', "", text) for text in names.values()}) == len(names)

    def test_room_is_kept_for_every_row_that_there_is(self, staff: Client, partner: Partner) -> None:
        for number in range(1, 5):
            maker(number=number, commune=("94028", "Créteil") if number == 1 else ("94081", "Vitry"))
        for asked, rows, reserve in (
            ({"limit": "9"}, 2, "4"),
            ({"limit": "4"}, 2, None),
            ({"f.commune": "94028"}, 1, None),
            ({"f.commune": "94081"}, 1, "3"),
        ):
            soup = build(staff, partner, **asked)
            rem = rows * snippets.ROW_REM + snippets.IMPRINT_REM
            rule = soup.find(id="code-reserve").get_text()
            assert f"min-block-size: min(100vh, {rem}rem)" in rule
            assert code(soup, "element").style.get_text().strip() == rule
            assert code(soup, "element").find("fabrique-feed").get("reserve") == reserve
            assert code(soup, "frame").iframe["height"] == str(16 * rem)


class TestPartnersSide:
    def test_the_partner_builds_on_its_own_page(self, client: Client, partner: Partner) -> None:
        maker()
        contact = PartnerContact.objects.create(partner=partner, name="Ana Lopes", email="ana@ville.example")
        _link, token = make_link(contact)
        client.get(reverse("partnerships:enter", args=[token]))
        response = client.get(reverse("partnerships:section", args=["embed", ""]))
        soup = BeautifulSoup(response.content, "html.parser")
        assert code(soup, "element").find("fabrique-feed")["type"] == "ambassadors"
        assert not soup.select("script:not([src]), [style]")
        preview = client.get(soup.select_one(".builder-preview")["src"])
        assert preview.headers["Content-Security-Policy"].endswith("frame-ancestors 'self'")
        assert "<fabrique-feed" in preview.content.decode()


class TestForEverybody:
    @pytest.mark.parametrize(("path", "locale"), [("/partenaires/integrer/", "fr"), ("/en/partners/integrate/", "en")])
    def test_nobody_is_asked_who_they_are(self, client: Client, path: str, locale: str) -> None:
        maker(number=1, locale=locale), maker(number=2, locale=locale, audience="partners")
        response = client.get(path, {"theme": "dark", "with_key": "1"})
        soup = BeautifulSoup(response.content, "html.parser")
        feed = code(soup, "element").find("fabrique-feed")
        assert feed.attrs == {"type": "ambassadors", "limit": "6", "reserve": "1", "locale": locale, "theme": "dark"}
        assert [link.get_text() for link in code(soup, "links").select("li a")] == ["Atelier 1"]
        assert not soup.select("[name=with_key], form[method=post], .builder script:not([src]), .builder [style]")
        assert "key" not in feed.attrs
        assert not response.cookies
        assert response.headers["Cache-Control"] == "no-store"
        assert response.headers["X-Frame-Options"] == "DENY"
        assert response.headers["Content-Security-Policy"].startswith("default-src 'none'; script-src 'self'")
        preview = client.get(soup.select_one(".builder-preview")["src"])
        assert preview.headers["Content-Security-Policy"].endswith("frame-ancestors 'self'")
        assert 'theme="dark"' in preview.content.decode()
        assert not preview.cookies

    def test_its_button_leads_back_to_it(self, client: Client) -> None:
        article(), maker()
        soup = BeautifulSoup(client.get("/partenaires/integrer/").content, "html.parser")
        form = soup.select_one("form.builder-form")
        assert (form["method"], form["action"]) == ("get", "/partenaires/integrer/")
        asked = client.get(form["action"], {"type": "news"})
        assert code(BeautifulSoup(asked.content, "html.parser"), "element").find("fabrique-feed")["type"] == "news"
        assert client.post("/partenaires/integrer/").status_code == 405

    def test_public_pages_lead_to_it(self, client: Client) -> None:
        for path, address in (
            ("/partenaires/", "/partenaires/integrer/"),
            ("/en/partners/", "/en/partners/integrate/"),
            ("/recherche/", "/partenaires/integrer/"),
            ("/sandbox/", "/partenaires/integrer/"),
            ("/api/v1/docs", "/en/partners/integrate/"),
        ):
            soup = BeautifulSoup(client.get(path, headers={"accept": "text/html"}).content, "html.parser")
            assert soup.select(f'a[href="{address}"]'), path
