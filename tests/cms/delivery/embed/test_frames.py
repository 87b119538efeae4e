"""The pages for frames: what they show, to whom, and in whose pages."""

from __future__ import annotations

import base64
import datetime
import hashlib
import re
from typing import Any

import pytest
from bs4 import BeautifulSoup, Tag
from django.conf import settings
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from cms.delivery.embed.cards import present, web_address
from cms.feed.registry import all_types
from cms.partners.keys import revoke_key
from tests.cms.delivery.embed.cards_world import (
    PREVIEW,
    article,
    base_fields,
    chapter,
    image,
    maker,
    partner_with_key,
    white_paper,
)
from tests.cms.delivery.feed_rows import ambassador_row, bury, former_path

LIST, ORIGIN = "/embed/ambassadors", "https://www.ville.example"
HOSTILE = "</style></a><script>alert(1)</script><img src=x onerror=alert(1)>\"'"


def soup_of(response: Any, status: int = 200) -> BeautifulSoup:
    """Return the page of an answer."""
    assert response.status_code == status, response.content.decode()[:800]
    assert response.headers["Content-Type"] == "text/html; charset=utf-8"
    return BeautifulSoup(response.content, "html.parser")


def one(soup: BeautifulSoup | Tag, selector: str) -> Tag:
    """Return the only element that a selector finds."""
    found = soup.select(selector)
    assert len(found) == 1, selector
    return found[0]


def names(response: Any) -> list[str]:
    return [found.get_text() for found in soup_of(response).select(".name")]


class TestList:
    def test_it_works(self, client: Client) -> None:
        maker()
        soup = soup_of(client.get(LIST))
        assert one(soup, "html")["lang"] == "fr"
        assert one(soup, "h1").get_text() == settings.WAGTAIL_SITE_NAME
        card = one(soup, "ul.list > li.card")
        link = one(card, "h2.name a")
        assert (link.get_text(), link["href"]) == ("Atelier 7", "http://testserver/ambassadeurs/atelier-7/")
        assert link["target"] == "_top"
        text = " ".join(card.get_text(" ", strip=True).split())
        for said in ("N° Numéro 07", "Les vingt premiers", "Lieu Créteil", "Fabrique statues et cloches de bronze",
                     "Nadia Ferrand, fondatrice", "« On répare d’abord. »", "Démonstration"):  # fmt: skip
            assert said in text.replace("\u00a0", " ").replace("\u202f", " "), said

    def test_the_picture_has_its_files_its_size_its_focus_and_its_credit(self, client: Client) -> None:
        maker()
        soup = soup_of(client.get(LIST))
        shown = one(soup, ".photo-1 img")
        assert (shown["width"], shown["height"], shown["loading"]) == ("1200", "800", "lazy")
        assert shown["alt"] == "Une mouleuse démoule une pièce en bronze."
        assert shown["srcset"].endswith("moule-800.jpg 800w")
        assert shown["sizes"]
        assert [source["type"] for source in soup.select("source")] == ["image/avif", "image/webp"]
        assert f'background-image:url("{PREVIEW}");object-position:25% 40%' in one(soup, "style").get_text()
        credit = one(soup, ".credit")
        assert credit.get_text().startswith("Photo Anna Petit / Exemple")
        assert one(credit, "a")["href"] == "https://creativecommons.org/licenses/by/4.0/"

    def test_the_texts_are_attributed_once(self, client: Client) -> None:
        maker(number=1)
        maker(number=2)
        imprint = one(soup_of(client.get(LIST)), ".imprint p")
        assert "Fabriqué en Val-de-Marne" in imprint.get_text()
        assert one(imprint, "a")["rel"] == ["license", "noopener"]

    def test_it_is_narrowed_and_ordered_as_in_rest(self, client: Client) -> None:
        maker(
            number=1,
            title="Beta",
            commune=("94028", "Créteil"),
            published_at=datetime.datetime(2026, 1, 1, tzinfo=datetime.UTC),
        )
        maker(
            number=2,
            title="Alpha",
            commune=("94028", "Créteil"),
            published_at=datetime.datetime(2026, 2, 1, tzinfo=datetime.UTC),
        )
        maker(
            number=3,
            title="Gamma",
            commune=("94081", "Vitry"),
            published_at=datetime.datetime(2026, 3, 1, tzinfo=datetime.UTC),
        )
        assert names(client.get(LIST)) == ["Gamma", "Alpha", "Beta"]
        assert names(client.get(f"{LIST}?commune=94028&order=title")) == ["Alpha", "Beta"]
        assert names(client.get(f"{LIST}?commune=94028&commune=94081&limit=1")) == ["Gamma"]
        assert names(client.get(f"{LIST}?commune=94081&sector=99")) == []

    def test_it_shows_six_unless_asked_otherwise(self, client: Client) -> None:
        for number in range(8):
            maker(number=number)
        assert len(names(client.get(LIST))) == 6
        assert len(names(client.get(f"{LIST}?limit=8"))) == 8

    def test_it_speaks_the_language_of_the_documents(self, client: Client) -> None:
        maker(locale="en", title="Workshop")
        soup = soup_of(client.get(f"{LIST}?locale=en"))
        assert one(soup, "html")["lang"] == "en"
        assert "Place" in one(soup, ".facts").get_text()
        assert "“On répare d’abord.”" in one(soup, ".words").get_text()

    def test_the_theme_is_chosen(self, client: Client) -> None:
        assert one(soup_of(client.get(LIST)), "html")["data-theme"] == "auto"
        assert one(soup_of(client.get(f"{LIST}?theme=dark")), "html")["data-theme"] == "dark"

    def test_nothing_to_show_is_said_and_leads_on(self, client: Client) -> None:
        empty = one(soup_of(client.get(f"{LIST}?locale=en")), ".empty")
        assert "Nothing to show here for now." in empty.get_text()
        assert one(empty, "a")["target"] == "_top"

    def test_one_query(self, client: Client) -> None:
        maker()
        client.get(LIST)
        with CaptureQueriesContext(
            connection,
        ) as queries:
            client.get(LIST)
        assert len(queries) == 1

    def test_what_has_expired_is_gone_at_once(self, client: Client) -> None:
        maker(not_after=datetime.datetime.now(datetime.UTC) - datetime.timedelta(seconds=1))
        assert names(client.get(LIST)) == []

    def test_it_is_revalidated(self, client: Client) -> None:
        maker()
        first = client.get(LIST)
        again = client.get(LIST, headers={"if-none-match": first.headers["ETag"]})
        assert again.status_code == 304
        assert again.headers["Content-Security-Policy"] == first.headers["Content-Security-Policy"]

    def test_in_the_sandbox_it_shows_invented_documents_alone(self, client: Client) -> None:
        maker(number=1)
        maker(number=2, audience="sandbox")
        assert names(client.get(f"/sandbox{LIST}")) == ["Atelier 2"]
        assert names(client.get(LIST)) == ["Atelier 1"]


class TestCard:
    def test_by_slug_and_by_id(self, client: Client) -> None:
        row = maker()
        for name in (row.slug, str(row.document_id)):
            soup = soup_of(client.get(f"{LIST}/{name}"))
            assert one(soup, "h1.name").get_text() == "Atelier 7"
            assert "Atelier 7" in one(soup, "title").get_text()

    def test_of_every_type_that_says_more(self, client: Client) -> None:
        article(), white_paper(), chapter()
        text = soup_of(client.get("/embed/news/article-11")).get_text(" ", strip=True)
        assert all(said in text for said in ("22 novembre 2026", "Visites", "Une visite", "La rédaction"))
        text = soup_of(client.get("/embed/whitepapers")).get_text(" ", strip=True)
        assert all(said in text for said in ("15 juin 2026", "1re édition", "Le territoire productif"))
        text = soup_of(client.get("/embed/chapters/chapter-13")).get_text(" ", strip=True)
        assert all(said in text for said in ("03", "Les lieux", "Ce que dit Les lieux."))

    def test_of_a_type_that_nobody_has_heard_of(self) -> None:
        item = {**base_fields("novelty", "Du nouveau", 99, "http://testserver"), "published_at": "2026-01-01T09:00:00Z"}
        card = present(item)
        assert (card.name, card.kind, card.words) == ("Du nouveau", "plain", "Ce que dit Du nouveau.")
        assert "2026" in card.mark

    def test_every_listed_type_has_its_frame(self, client: Client) -> None:
        listed = [found.plural for found in all_types() if found.is_listed]
        assert len(listed) >= 3
        for plural in listed:
            assert client.get(f"/embed/{plural}").status_code == 200
        unlisted = next(found.plural for found in all_types() if not found.is_listed)
        assert client.get(f"/embed/{unlisted}").status_code == 404

    def test_without_a_picture_its_number_stands_on_drawing_paper(self, client: Client) -> None:
        maker(image=None)
        soup = soup_of(client.get(LIST))
        assert one(soup, ".paper").get_text() == "N° 07"
        assert not soup.select("img, .credit")


class TestPolicy:
    def test_it_is_strict_and_everybody_may_frame_it(self, client: Client) -> None:
        maker()
        response = client.get(LIST)
        style = one(soup_of(response), "style").get_text()
        digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
        assert response.headers["Content-Security-Policy"] == (
            f"default-src 'none'; script-src 'self'; style-src 'self' 'sha256-{digest}'; img-src 'self' data: "
            "http://testserver; font-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors *"
        )
        assert "X-Frame-Options" not in response.headers
        assert not response.cookies
        assert "Cookie" not in response.headers["Vary"]

    def test_nothing_in_the_page_needs_more_than_that(self, client: Client) -> None:
        maker()
        soup = soup_of(client.get(LIST))
        assert not soup.select("[style], [onload], [onclick], script:not([src]), iframe, form")
        assert all(script["src"].startswith("/static/") for script in soup.select("script"))
        assert not soup.select("link")
        assert set(re.findall(r"url\(\"(?!data:image/)([^\"]*/)", one(soup, "style").get_text())) == {"/static/fonts/"}

    @pytest.mark.parametrize(
        "path",
        ["/", "/recherche/", "/nulle-part/", "/admin/login/", "/api/v1/", "/api/v1/docs", "/api/v1/ambassadors",
         "/api/v1/nope", "/embed/v1.js", "/embed/resize.js", "/sandbox/api/v1/ambassadors"],
    )  # fmt: skip
    def test_every_other_address_stays_out_of_frames(self, client: Client, path: str) -> None:
        headers = client.get(path).headers
        policy = headers.get("Content-Security-Policy", "")
        assert headers.get("X-Frame-Options") in ("DENY", "SAMEORIGIN") or "frame-ancestors 'none'" in policy


class TestKey:
    def test_it_shows_what_partners_may_have_in_their_pages_alone(self, client: Client) -> None:
        maker(number=1)
        maker(number=2, audience="partners")
        _partner, key = partner_with_key(ORIGIN, "https://extranet.ville.example")
        response = client.get(f"{LIST}?key={key}", headers={"referer": f"{ORIGIN}/page?x=1"})
        assert "atelier-2" in response.content.decode()
        assert "atelier-1" not in response.content.decode()
        policy = response.headers["Content-Security-Policy"]
        assert policy.endswith(f"frame-ancestors https://extranet.ville.example {ORIGIN}")
        assert response.headers["Cache-Control"].startswith("private")
        assert {"Referer", "Origin", "Authorization"} <= set(response.headers["Vary"].split(", "))

    @pytest.mark.parametrize(
        "referer",
        ["", "https://autre.example/", "https://www.ville.example.evil.example/", "null", "https://[",
         "http://www.ville.example/", "https://www.ville.example:444/"],
    )  # fmt: skip
    def test_in_other_pages_it_opens_nothing(self, client: Client, referer: str) -> None:
        _partner, key = partner_with_key(ORIGIN)
        response = client.get(f"{LIST}?key={key}", headers={"referer": referer} if referer else {})
        assert one(soup_of(response, 403), "h1").get_text() == "Ce cadre ne peut pas s’afficher"
        assert response.headers["Cache-Control"] == "no-store"

    def test_the_page_that_holds_a_frame_vouches_for_frames_alone(self, client: Client) -> None:
        _partner, key = partner_with_key(ORIGIN)
        answer = client.get(f"/api/v1/ambassadors?key={key}", headers={"referer": f"{ORIGIN}/"})
        assert answer.status_code == 403
        assert client.get(f"/embed/v1.js?key={key}", headers={"referer": f"{ORIGIN}/"}).status_code == 403

    def test_revoked_it_opens_nothing_from_then_on(self, client: Client) -> None:
        partner, key = partner_with_key(ORIGIN)
        asked = {"headers": {"referer": f"{ORIGIN}/"}}
        assert client.get(f"{LIST}?key={key}", **asked).status_code == 200
        revoke_key(partner.keys.get())
        assert client.get(f"{LIST}?key={key}", **asked).status_code == 401

    def test_types_that_the_partner_may_not_have_do_not_exist(self, client: Client) -> None:
        _partner, key = partner_with_key(ORIGIN, allowed_types=["article"])
        asked = {"headers": {"referer": f"{ORIGIN}/"}}
        refused = client.get(f"{LIST}?key={key}", **asked)
        unknown = client.get(f"/embed/nope?key={key}", **asked)
        assert refused.status_code == unknown.status_code == 404
        assert refused.content == unknown.content
        assert client.get(f"/embed/news?key={key}", **asked).status_code == 200


class TestAbsence:
    def test_hidden_and_unknown_are_one_page(self, client: Client) -> None:
        hidden = maker(number=1, audience="partners")
        paths = (f"{LIST}/{hidden.slug}", f"{LIST}/{hidden.document_id}", f"{LIST}/jamais", "/embed/jamais", "/embed/",
                 "/embed", "/embed/a/b/c")  # fmt: skip
        answers = [client.get(path) for path in paths]
        assert {answer.status_code for answer in answers} == {404}
        assert len({answer.content for answer in answers}) == 1
        assert one(soup_of(answers[0], 404), "h1").get_text() == "Rien de public à cette adresse"
        assert answers[0].headers["Content-Security-Policy"].endswith("frame-ancestors *")
        assert "X-Frame-Options" not in answers[0].headers

    def test_gone_is_said(self, client: Client) -> None:
        row = bury(ambassador_row())
        soup = soup_of(client.get(f"{LIST}/{row.slug}?locale=fr"), 410)
        assert one(soup, "h1").get_text() == "Ce contenu n’est plus public"

    def test_moved_leads_to_the_new_address_with_its_parameters(self, client: Client) -> None:
        row = maker()
        former_path(row, slug="ancien-nom")
        answer = client.get(f"{LIST}/ancien-nom?theme=dark")
        assert answer.status_code == 308
        assert answer.headers["Location"] == f"http://testserver{LIST}/atelier-7?theme=dark"

    def test_visitors_read_one_kind_sentence_and_programs_what_to_mend(self, client: Client) -> None:
        for locale, said, home in (
            ("fr", "Tout ce qu’il montrerait est sur notre site.", "/"),
            ("en", "Everything it would show is on our site.", "/en/"),
        ):
            address = f"{LIST}?comune=94028&theme=pink&locale={locale}"
            soup = soup_of(client.get(address), 400)
            assert soup.html["lang"] == locale
            assert [found.get_text() for found in soup.select("main p")] == [said, "Fabriqué en Val-de-Marne"]
            assert soup.select_one("main a")["href"] == home
            assert not soup.select("main [lang], main code")
            details = client.get(address, headers={"accept": "application/problem+json, text/html"})
            assert details.headers["Content-Type"] == "application/problem+json"
            assert "Did you mean `commune`?" in details.content.decode()
            assert "`theme` is one of auto, light, dark." in details.content.decode()

    def test_programs_get_problem_details(self, client: Client) -> None:
        answer = client.get(f"{LIST}/jamais", headers={"accept": "application/json"})
        assert answer.headers["Content-Type"] == "application/problem+json"

    def test_wrong_methods_are_refused(self, client: Client) -> None:
        assert client.post(LIST).status_code == 405
        assert client.head(LIST).content == b""


class TestHostileData:
    def test_text_never_becomes_markup(self, client: Client) -> None:
        fields = {
            "title": HOSTILE, "quote": HOSTILE, "made_here": HOSTILE, "attribution": HOSTILE,
            "image": image(credit=HOSTILE, alt=HOSTILE, licence=HOSTILE, placeholder=f'x");}}</style>{HOSTILE}'),
        }  # fmt: skip
        row = maker(**fields)
        for path in (LIST, f"{LIST}/{row.slug}"):
            soup = soup_of(client.get(path))
            assert len(soup.select("script")) == 1
            assert len(soup.select("img")) == 1
            assert one(soup, ".name").get_text() == HOSTILE
            assert "</style" not in one(soup, "style").get_text()
            assert not soup.select("[onerror]")

    @pytest.mark.parametrize("address", ["javascript:alert(1)", "data:text/html,x", " javascript:alert(1)", ""])
    def test_no_link_leads_to_script(self, client: Client, address: str) -> None:
        maker(url=address)
        soup = soup_of(client.get(LIST))
        assert not soup.select(".name a")
        assert web_address(address) == ""

    def test_what_is_asked_is_never_echoed_as_markup(self, client: Client) -> None:
        page = client.get(f"{LIST}?%3Cscript%3E=1&q=%3Cscript%3E").content.decode()
        assert "<script>" not in page
