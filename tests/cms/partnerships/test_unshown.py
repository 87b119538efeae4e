"""The report of what nobody shows."""

from __future__ import annotations

import csv
import io
from typing import Any

import pytest
from django.contrib.auth.models import Group
from django.test import Client
from django.urls import reverse

from cms.partners import usage
from cms.partnerships.unshown import unshown, unshown_lines
from cms.workflow.roles import Role
from cms.workflow.setup import set_up_roles
from tests import factories
from tests.usage_world import keyed, partner
from tests.workflow_world import person

pytestmark = pytest.mark.django_db


def titles() -> list[str]:
    return [line.title for line in unshown_lines(unshown().order_by("sort_title"))]


@pytest.fixture
def staff() -> Client:
    set_up_roles()
    user = person("parvati")
    user.groups.add(Group.objects.get(name=Role.WRITING.value))
    client = Client()
    client.force_login(user)
    return client


class TestLines:
    def test_it_works(self, client: Client) -> None:
        factories.article(title="Kermesse")
        factories.ambassador(title="Nour Belkacem")
        assert titles() == ["Kermesse", "Nour Belkacem"]
        assert client.get("/api/v1/news", **keyed(partner())).status_code == 200
        usage.flush()
        assert titles() == ["Nour Belkacem"]

    def test_names_nothing_that_no_partner_could_have(self) -> None:
        factories.article(title="Brouillon", is_live=False)
        factories.article(title="Chez nous seuls", audience="own")
        factories.article(title="Pour les partenaires", audience="partners")
        assert titles() == ["Pour les partenaires"]

    def test_a_translation_is_a_document_of_its_own(self, client: Client) -> None:
        factories.translate(factories.article(title="Kermesse"), title="Fair")
        assert client.get("/api/v1/news", **keyed(partner())).status_code == 200
        usage.flush()
        assert titles() == ["Fair"]

    def test_costs_the_same_whatever_their_number(self, django_assert_num_queries: Any) -> None:
        for number in range(4):
            factories.article(title=f"Article {number}")
        with django_assert_num_queries(2):
            assert len(unshown_lines(unshown())) == 4


class TestReport:
    def test_is_reached_from_who_shows_what_which_says_how_many(self, staff: Client) -> None:
        factories.article(title="Kermesse")
        factories.ambassador(title="Nour Belkacem")
        text = staff.get(reverse("partners:overview")).content.decode()
        assert reverse("partners:unshown") in text
        assert "Que personne ne montre (2)" in text

    def test_the_menu_leads_there_where_a_telephone_has_no_room_for_the_button(self, staff: Client) -> None:
        assert f'"{reverse("partners:unshown")}"' in staff.get(reverse("wagtailadmin_home")).content.decode()

    def test_shows_lines_and_narrows_them(self, staff: Client) -> None:
        factories.article(title="Kermesse <&>")
        factories.ambassador(title="Nour Belkacem")
        address = reverse("partners:unshown")
        text = staff.get(address).content.decode()
        assert "Kermesse &lt;&amp;&gt;" in text
        assert "Nour Belkacem" in text
        for narrow in ({"type": "ambassador"}, {"q": "belkacem"}):
            rows = staff.get(reverse("partners:unshown_results"), narrow).context["object_list"]
            assert [row["type"] for row in rows] == ["ambassador"]
        assert list(staff.get(address, {"locale": "en"}).context["object_list"]) == []

    def test_a_page_of_it_stays_cheap(self, staff: Client, django_assert_max_num_queries: Any) -> None:
        for number in range(55):
            factories.article(title=f"Article {number}")
        staff.get(reverse("partners:unshown_results"))
        with django_assert_max_num_queries(20) as asked:
            answer = staff.get(reverse("partners:unshown_results"))
        assert len(answer.context["object_list"]) == 50
        told = [one["sql"] for one in asked.captured_queries if "feed_feeddocument" in one["sql"]]
        assert len(told) == 2, "one to count, one for the page of lines"

    def test_is_taken_away_as_a_file_without_formulas(self, staff: Client) -> None:
        factories.article(title="=Kermesse()")
        answer = staff.get(reverse("partners:unshown"), {"export": "csv"})
        [row] = csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig")), delimiter=";")
        assert row["Titre"] == "'=Kermesse()"
        assert row["Adresse"].startswith("http")

    def test_is_closed_to_those_who_may_not_see_who_shows_what(self) -> None:
        set_up_roles()
        user = person("comite")
        user.groups.add(Group.objects.get(name=Role.COMMITTEE.value))
        client = Client()
        client.force_login(user)
        assert client.get(reverse("partners:unshown")).status_code == 302
