"""The report of who shows what: across partners, narrowed, as a file, and for whom."""

from __future__ import annotations

import csv
import html
import io
from typing import Any

import pytest
from django.contrib.auth.models import Group
from django.test import Client
from django.urls import reverse
from wagtail.models import Page

from cms.feed.identity import document_id
from cms.feed.transaction import editorial_transaction
from cms.partners import usage
from cms.partners.models import Partner
from cms.partners.usage_reading import Period, most_shown
from cms.partnerships.copies_panel import holders_of
from cms.partnerships.overview import Version, holdings, lines_of, with_title, with_version
from cms.partnerships.usage_section import documents_of
from cms.recall.taking_back import withdraw_page
from cms.workflow.roles import Role
from cms.workflow.setup import set_up_roles
from tests import factories
from tests.recall_world import ASKED
from tests.usage_world import keyed, partner
from tests.workflow_world import person

pytestmark = pytest.mark.django_db


def fetched(owner: Partner, path: str = "/api/v1/news") -> None:
    assert Client().get(path, **keyed(owner)).status_code == 200
    usage.flush()


def edited(page: Page) -> None:
    with editorial_transaction():
        page.summary = "Réécrit."
        page.save_revision().publish()


def withdrawn(page: Page) -> None:
    with editorial_transaction():
        withdraw_page(page, request=ASKED)


def address_of(page: Page) -> str:
    return reverse("partners:overview_document", args=[document_id(page.translation_key, page.locale.language_code)])


def lines(rows: Any = None) -> list[tuple[str, str, Version]]:
    ordered = (holdings() if rows is None else rows).order_by("sort_title", "partner__name")
    return [(line.title, line.partner, line.version) for line in lines_of(ordered)]


def reader(role: Role = Role.PARTNERSHIPS) -> Client:
    set_up_roles()
    user = person("parvati")
    user.groups.add(Group.objects.get(name=role.value))
    client = Client()
    client.force_login(user)
    return client


class TestLines:
    def test_it_works(self) -> None:
        factories.article(title="Kermesse")
        for name in ("Zone", "Agence"):
            fetched(partner(name))
        assert lines() == [("Kermesse", "Agence", Version.PRESENT), ("Kermesse", "Zone", Version.PRESENT)]

    def test_says_who_has_an_earlier_version_until_they_ask_again(self) -> None:
        article = factories.article(title="Kermesse")
        late, prompt = partner("Zone"), partner("Agence")
        fetched(late)
        since = holdings().get()["since"]
        edited(article)
        fetched(prompt)
        assert lines() == [("Kermesse", "Agence", Version.PRESENT), ("Kermesse", "Zone", Version.EARLIER)]
        fetched(late)
        assert lines()[1] == ("Kermesse", "Zone", Version.PRESENT)
        assert holdings().get(partner_id=late.pk)["since"] == since

    def test_what_was_withdrawn_comes_first_and_keeps_its_title(self) -> None:
        factories.article(title="Ateliers ouverts")
        article = factories.article(title="Kermesse")
        fetched(partner("Agence"))
        withdrawn(article)
        assert lines() == [("Kermesse", "Agence", Version.GONE), ("Ateliers ouverts", "Agence", Version.PRESENT)]

    def test_a_page_that_was_deleted_is_named_by_its_id(self) -> None:
        article = factories.article(title="Kermesse")
        fetched(partner("Agence"))
        with editorial_transaction():
            article.delete()
        [(title, _partner, version)] = lines()
        assert str(holdings().get()["document_id"]) in title
        assert version == Version.GONE

    def test_each_partner_is_judged_by_its_own_audience(self) -> None:
        factories.article(title="Kermesse", audience="partners")
        fetched(partner("Agence", audience="partners"))
        Partner.objects.create(name="Ville", audience="open")
        assert lines() == [("Kermesse", "Agence", Version.PRESENT)]
        Partner.objects.filter(name="Agence").update(audience="open")
        assert lines() == [("Kermesse", "Agence", Version.GONE)]

    def test_what_a_page_embeds_without_a_key_is_a_present_version_too(self) -> None:
        article = factories.article(title="Kermesse")
        owner = partner("Agence", audience="partners", origin="https://agence.example")

        def embed() -> None:
            assert Client().get("/api/v1/news", headers={"origin": "https://agence.example"}).status_code == 200
            usage.flush()

        embed()
        assert lines() == [("Kermesse", "Agence", Version.PRESENT)]
        assert [holder.is_current for holder in holders_of(article)] == [True]
        edited(article)
        assert lines(with_version(holdings(), Version.EARLIER)) == [("Kermesse", "Agence", Version.EARLIER)]
        assert [holder.is_current for holder in holders_of(article)] == [False]
        embed()
        assert lines(with_version(holdings(), Version.PRESENT)) == [("Kermesse", "Agence", Version.PRESENT)]
        # The same text by its key: another change number, and no other version.
        fetched(owner)
        [holder] = holders_of(article)
        assert len(holder.versions) == 3
        assert holder.version_count == 2
        assert [is_present for _copy, is_present in holder.dated] == [True, True, False]
        [shown] = documents_of(owner, most_shown(owner, Period.until_today(30)))
        assert shown.is_current is True

    def test_is_narrowed_by_version_and_by_title_without_accents(self) -> None:
        article, other = factories.article(title="Énergie verte"), factories.article(title="Kermesse")
        fetched(partner("Agence"))
        edited(article)
        withdrawn(other)
        assert lines(with_version(holdings(), Version.EARLIER)) == [("Énergie verte", "Agence", Version.EARLIER)]
        assert lines(with_version(holdings(), Version.GONE)) == [("Kermesse", "Agence", Version.GONE)]
        assert lines(with_version(holdings(), Version.PRESENT)) == []
        assert [title for title, *_rest in lines(with_title(holdings(), "energie"))] == ["Énergie verte"]
        assert [title for title, *_rest in lines(with_title(holdings(), "kermes"))] == ["Kermesse"]

    def test_costs_the_same_whatever_their_number(self, django_assert_num_queries: Any) -> None:
        for number in range(3):
            factories.article(title=f"Article {number}")
        for number in range(3):
            fetched(partner(f"Ville {number}"))
        with django_assert_num_queries(3):
            assert len(lines_of(holdings())) == 9


class TestReport:
    def test_shows_lines_and_narrows_them(self) -> None:
        factories.article(title="Kermesse")
        late = partner("Zone d’activité")
        for owner in (late, partner("Agence <&>")):
            fetched(owner)
        client = reader()
        text = client.get(reverse("partners:overview")).content.decode()
        assert "partner cop" not in text.lower()
        assert "Agence &lt;&amp;&gt;" in text
        assert reverse("partners:section", args=[late.pk, "usage", ""]) in text
        rows = client.get(reverse("partners:overview_results"), {"partner": late.pk, "type": "article"})
        assert [row["partner_id"] for row in rows.context["object_list"]] == [late.pk]
        for narrow in ({"type": "ambassador"}, {"version": "gone"}, {"q": "absent"}):
            assert list(client.get(reverse("partners:overview"), narrow).context["object_list"]) == []

    def test_sorts_by_a_column(self) -> None:
        factories.article(title="Kermesse")
        for name in ("Agence", "Zone"):
            fetched(partner(name))
        page = reader().get(reverse("partners:overview"), {"ordering": "-partner__name"})
        assert [row["partner__name"] for row in page.context["object_list"]] == ["Zone", "Agence"]

    def test_is_taken_away_as_a_file_without_formulas(self) -> None:
        factories.article(title="=Kermesse()")
        fetched(partner("+Agence"))
        answer = reader().get(reverse("partners:overview"), {"export": "csv"})
        assert "no-store" in answer["Cache-Control"]
        assert answer["Content-Disposition"].endswith('.csv"')
        [row] = csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig")), delimiter=";")
        assert (row["Partenaire"], row["Titre"], row["Version"]) == ("'+Agence", "'=Kermesse()", "actuelle")
        assert row["Adresse"].startswith("http")

    def test_a_writer_is_led_to_the_page_and_to_no_partner(self) -> None:
        article = factories.article(title="Kermesse")
        owner = partner("Agence")
        fetched(owner)
        client = reader(Role.WRITING)
        text = client.get(reverse("partners:overview")).content.decode()
        assert "Agence" in text
        assert reverse("partners:section", args=[owner.pk, "usage", ""]) not in text
        assert address_of(article) in text
        text = client.get(address_of(article)).content.decode()
        assert reverse("wagtailadmin_pages:edit", args=[article.pk]) in text
        assert "Agence" in text
        assert reverse("partners:section", args=[owner.pk, "usage", ""]) not in text
        menu = client.get(reverse("wagtailadmin_home")).content.decode()
        assert reverse("partners:overview") in menu
        assert f'"{reverse("partners:index")}"' not in menu

    def test_who_may_not_see_it_has_no_menu(self) -> None:
        client = reader(Role.COMMITTEE)
        assert reverse("partners:overview") not in client.get(reverse("wagtailadmin_home")).content.decode()
        assert client.get(reverse("partners:overview")).status_code == 302


class TestOneDocument:
    """For those who look after partners and may open no editor."""

    def answers(self, client: Client, page: Page) -> dict[str, bool]:
        explanation = client.get(address_of(page)).context["live"]
        return {str(answer.viewer.label): answer.is_shown for answer in explanation.answers if answer.viewer.is_single}

    def test_says_who_shows_it_and_leads_to_no_editor(self) -> None:
        image = factories.image()
        article = factories.article(title="Kermesse", image=image)
        owner = partner("Agence")
        fetched(owner)
        answer = reader().get(address_of(article))
        text = answer.content.decode()
        assert [holder.partner for holder in answer.context["holders"]] == [owner]
        assert reverse("partners:section", args=[owner.pk, "usage", ""]) in text
        assert image.title in text
        assert reverse("wagtailadmin_pages:edit", args=[article.pk]) not in text
        assert reverse("wagtailimages:edit", args=[image.pk]) not in text

    def test_says_for_each_partner_whether_it_is_given_and_which_rule_speaks(self) -> None:
        article = factories.article(title="Kermesse")
        fetched(partner("Agence"))
        partner("Sans actualité", allowed_types=["ambassador"])
        client = reader()
        assert article.full_url in client.get(address_of(article)).content.decode()
        assert self.answers(client, article) == {"Agence": True, "Sans actualité": False}
        withdrawn(article)
        assert self.answers(client, article) == {"Agence": False, "Sans actualité": False}
        answer = client.get(address_of(article))
        sentences = [str(said) for line in answer.context["live"].audiences[0].against for said in line.against]
        assert sentences
        text = html.unescape(answer.content.decode())
        assert article.full_url not in text
        assert [said for said in sentences if said not in text] == []

    def test_says_nothing_of_a_draft(self) -> None:
        article = factories.article(title="Kermesse")
        article.title = article.draft_title = "TITRE SOUS EMBARGO"
        article.summary = "RÉSUMÉ SOUS EMBARGO"
        article.save_revision()
        text = reader().get(address_of(article)).content.decode()
        assert "Kermesse" in text
        assert "SOUS EMBARGO" not in text

    def test_of_a_page_that_was_deleted_the_id_and_the_partners_are_left(self) -> None:
        article = factories.article(title="Kermesse")
        fetched(partner("Agence"))
        address = address_of(article)
        with editorial_transaction():
            article.delete()
        answer = reader().get(address)
        assert answer.context["live"] is None
        assert [holder.is_shown for holder in answer.context["holders"]] == [False]

    def test_what_was_never_public_is_not_found(self) -> None:
        draft = factories.article(is_live=False)
        assert reader().get(address_of(draft)).status_code == 404

    def test_is_closed_to_those_who_may_not_see_who_shows_what(self) -> None:
        article = factories.article()
        assert reader(Role.COMMITTEE).get(address_of(article)).status_code == 302
