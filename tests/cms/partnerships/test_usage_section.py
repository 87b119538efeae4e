"""The desk's page of usage, on both its sides: charts with their numbers, documents by their titles, files."""

from __future__ import annotations

import csv
import datetime
import io
import re
import uuid
from typing import Any

import pytest
from django.test import Client, RequestFactory
from django.urls import reverse
from django.utils import timezone

from cms.feed.models import FeedDocument
from cms.feed.transaction import editorial_transaction
from cms.partners import usage
from cms.partners.models import Partner, PartnerUsage
from cms.partners.usage_reading import Period, most_shown
from cms.partners.usage_tables import DocumentUsage, OpenUsage, PartnerCopy
from cms.partnerships import usage_exports
from cms.partnerships.desk import Desk, find_section
from cms.partnerships.retention import delete_copies, delete_document_usage, delete_usage
from cms.partnerships.usage_section import charts_of, documents_of, usage_view
from cms.recall.taking_back import withdraw_page
from cms.workflow.roles import Role
from tests import factories
from tests.recall_world import ASKED
from tests.usage_world import keyed, partner, row
from tests.workflow_world import person

pytestmark = pytest.mark.django_db
PERIOD = 30


@pytest.fixture
def owner() -> Partner:
    return partner("Ville de Créteil", audience="partners")


@pytest.fixture
def staff(client: Client) -> Client:
    client.force_login(person("chef", is_superuser=True))
    return client


def url(owner: Partner, rest: str = "") -> str:
    return reverse("partners:section", args=[owner.pk, "usage", rest])


class TestStaff:
    def test_it_works(self, staff: Client, owner: Partner) -> None:
        factories.article(title="Kermesse <des> ateliers")
        Client().get("/api/v1/news", **keyed(owner))
        usage.flush()
        answer = staff.get(url(owner))
        text = answer.content.decode()
        assert answer.status_code == 200
        assert "Kermesse &lt;des&gt; ateliers" in text
        assert "<des>" not in text
        assert text.count("<tr") >= 30
        assert 'role="img"' in text
        assert url(owner, "counts.csv") in text

    def test_says_so_where_nothing_was_asked(self, staff: Client, owner: Partner) -> None:
        assert b"<svg role" not in staff.get(url(owner)).content

    def test_ninety_days(self, staff: Client, owner: Partner) -> None:
        day = timezone.localdate() - datetime.timedelta(days=80)
        PartnerUsage.objects.create(partner=owner, day=day, face="rest", type="", requests=12345, documents=0)
        assert staff.get(url(owner)).context["total"].requests == 0
        assert staff.get(url(owner) + "?days=90").context["total"].requests == 12345
        assert staff.get(url(owner) + "?days=9999999").context["period"].days == 30

    def test_asks_as_much_whatever_the_numbers(self, owner: Partner, django_assert_num_queries: Any) -> None:
        for number in range(3):
            usage.note_answer([row(number)], face="rest", partner_id=owner.pk)
        usage.flush()
        with django_assert_num_queries(7):
            charts_of(owner, Period.until_today(30))

    def test_is_read_only(self, staff: Client, owner: Partner) -> None:
        assert staff.post(url(owner)).status_code == 405
        assert staff.get(url(owner, "autre")).status_code == 404

    def test_is_for_those_who_may_see_partners(self, client: Client, owner: Partner) -> None:
        client.force_login(person("redaction", Role.WRITING))
        for rest in ("", "counts.csv", "copies.csv"):
            assert client.get(url(owner, rest)).status_code in (302, 403)


class TestPartnerSide:
    def test_is_the_same_page_without_the_files(self, owner: Partner, rf: RequestFactory, monkeypatch: Any) -> None:
        usage.note_answer([row()], face="graphql", partner_id=owner.pk)
        usage.flush()
        monkeypatch.setattr(Desk, "url", lambda self, section, rest="": f"/bureau/{section}/{rest}")
        text = usage_view(rf.get("/"), Desk(owner, is_staff=False), "").content.decode()
        assert "GraphQL" in text
        assert "csv" not in text

    def test_takes_no_file_away(self, owner: Partner, rf: RequestFactory) -> None:
        from django.http import Http404

        with pytest.raises(Http404):
            usage_view(rf.get("/"), Desk(owner, is_staff=False), "counts.csv")

    def test_lies_on_the_desk(self) -> None:
        assert find_section("usage") is not None


class TestTitles:
    def shown(self, owner: Partner) -> list[Any]:
        usage.flush()
        return documents_of(owner, most_shown(owner, Period.until_today(PERIOD)))

    def test_come_from_the_feed_for_the_partner_s_audience(self, owner: Partner) -> None:
        article = factories.article(title="Kermesse")
        Client().get("/api/v1/news", **keyed(owner))
        [one] = self.shown(owner)
        assert (one.title, one.is_current) == ("Kermesse", True)
        assert (
            one.url.endswith(article.url_path.rpartition("/home")[2] or article.slug + "/") or article.slug in one.url
        )

    def test_what_was_withdrawn_has_none(self, owner: Partner) -> None:
        article = factories.article(title="Kermesse")
        Client().get("/api/v1/news", **keyed(owner))
        with editorial_transaction():
            withdraw_page(article, request=ASKED)
        [one] = self.shown(owner)
        assert (one.title, one.url, one.is_current) == ("", "", None)

    def test_what_is_for_our_own_site_has_none(self, owner: Partner) -> None:
        article = factories.article(title="Interne", audience="own")
        usage.note_copies(owner.pk, FeedDocument.objects.filter(page_id=article.pk, audience="own"), "webhooks")
        assert [one.title for one in self.shown(owner)] == [""]

    def test_of_a_type_that_is_no_longer_agreed_on_there_is_none(self, owner: Partner) -> None:
        factories.article(title="Kermesse")
        Client().get("/api/v1/news", **keyed(owner))
        owner.allowed_types = ["ambassador"]
        assert [one.title for one in self.shown(owner)] == [""]


class TestWhatLeftTheFeed:
    def test_the_staff_read_its_title_and_the_partner_only_that_it_is_gone(self, staff: Client, owner: Partner) -> None:
        page = factories.article(title="Kermesse")
        Client().get("/api/v1/news", **keyed(owner))
        usage.flush()
        with editorial_transaction():
            page.unpublish()
        read = staff.get(url(owner)).content.decode()
        assert "Kermesse" in read
        assert "N’est plus dans le flux" in read
        period = Period.until_today(PERIOD)
        assert [(one.title, one.former_title) for one in charts_of(owner, period)["documents"]] == [("", "")]

    def test_a_deleted_page_has_none_left(self, staff: Client, owner: Partner) -> None:
        usage.note_answer([gone := row(77)], face="rest", partner_id=owner.pk)
        usage.flush()
        assert f"<code>{gone.document_id}</code>" in staff.get(url(owner)).content.decode()


class TestFiles:
    def read(self, answer: Any) -> list[dict[str, str]]:
        text = answer.content.decode("utf-8-sig")
        return list(csv.DictReader(io.StringIO(text), delimiter=";"))

    def test_it_works(self, staff: Client, owner: Partner) -> None:
        handed = row(77)
        usage.note_answer([handed], face="rest", partner_id=owner.pk)
        usage.flush()
        line = {"Jour": f"{timezone.localdate()}", "Canal": "REST", "Réponses": "1", "Documents": "1"}
        assert self.read(staff.get(url(owner, "counts.csv"))) == [line]
        assert self.read(staff.get(url(owner, "types.csv"))) == [{**line, "Type": "Portrait d’ambassadeur"}]
        [counted] = self.read(staff.get(url(owner, "documents.csv")))
        assert (counted["Identifiant du document"], counted["Nombre de remises"]) == (str(handed.document_id), "1")
        answer = staff.get(url(owner, "copies.csv"))
        [copy] = self.read(answer)
        assert (copy["Numéro du changement"], copy["Premier canal"]) == ("77", "REST")
        assert "no-store" in answer.headers["Cache-Control"]
        assert re.search(r'filename="ville-de-creteil-[\d-]+-copies\.csv"', answer.headers["Content-Disposition"])

    def test_lines_of_one_file_can_be_added_up(self, staff: Client, owner: Partner) -> None:
        for rows in ([row(77)], [row(77), row(78, kind="article")]):
            usage.note_answer(rows, face="rest", partner_id=owner.pk)
        usage.flush()
        [counted] = self.read(staff.get(url(owner, "counts.csv")))
        assert (counted["Réponses"], counted["Documents"]) == ("2", "3")
        by_type = [(line["Réponses"], line["Documents"]) for line in self.read(staff.get(url(owner, "types.csv")))]
        assert sorted(by_type) == [("1", "1"), ("2", "2")]

    def test_documents_have_their_titles(self, staff: Client, owner: Partner) -> None:
        page = factories.article(title="Kermesse")
        Client().get("/api/v1/news", **keyed(owner))
        usage.note_answer([row(77)], face="rest", partner_id=owner.pk)
        usage.flush()
        with editorial_transaction():
            page.unpublish()
        for name in ("documents.csv", "copies.csv"):
            found = {(line["Titre"], line["Langue"]) for line in self.read(staff.get(url(owner, name)))}
            # Withdrawn, and a document that no page is left of.
            assert found == {("", ""), ("Kermesse", "fr")}, name

    @pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "＝"])
    def test_no_cell_is_a_formula(self, owner: Partner, start: str) -> None:
        PartnerUsage.objects.create(
            partner=owner, day=timezone.localdate(), face="rest", type=f"{start}cmd", requests=1, documents=1
        )
        answer = usage_exports.respond(owner, Period.until_today(PERIOD), "types.csv")
        [line] = self.read(answer)
        assert line["Type"] == f"'{start}cmd"


class TestRetention:
    def test_counts_and_copies_go_when_their_time_is_over(self, owner: Partner) -> None:
        today = timezone.localdate()
        for days in (10, 200):
            day = today - datetime.timedelta(days=days)
            sums = {"day": day, "face": "rest", "type": "", "requests": 1, "documents": 1}
            PartnerUsage.objects.create(partner=owner, **sums)
            OpenUsage.objects.create(**sums)
            DocumentUsage.objects.create(
                partner=owner, day=day, face="rest", type="article", document_id=uuid.uuid4(), times=1
            )
            at = timezone.now() - datetime.timedelta(days=days)
            PartnerCopy.objects.create(
                partner=owner,
                document_id=uuid.uuid4(),
                type="article",
                change=days,
                face="rest",
                first_at=at - datetime.timedelta(days=5000),
                last_at=at,
            )
        before = timezone.now() - datetime.timedelta(days=100)
        assert (delete_document_usage(before), delete_usage(before), delete_copies(before)) == (1, 2, 1)
        assert (delete_document_usage(before), delete_usage(before), delete_copies(before)) == (0, 0, 0)
