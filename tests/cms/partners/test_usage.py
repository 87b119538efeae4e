"""What is handed out is counted: to whom, by which face, which document, in which version; and nothing of a visitor."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from cms.feed.models import FeedDocument
from cms.partners import usage
from cms.partners.choices import Face
from cms.partners.usage_tables import DocumentUsage, OpenUsage, PartnerCopy, PartnerUsage
from tests.cms.delivery.feed_rows import ambassador_row, bury
from tests.usage_world import keyed, partner, row, sums

pytestmark = pytest.mark.django_db
SITE = "https://www.ville.example"
LIST = "/api/v1/ambassadors"


@pytest.fixture(autouse=True)
def _empty_feed(db: None) -> None:
    FeedDocument.objects.all().delete()


class TestAnAnswer:
    def test_it_works(self, client: Client) -> None:
        owner = partner()
        first, second = ambassador_row(), ambassador_row()
        for _each in range(3):
            assert client.get(LIST, **keyed(owner)).status_code == 200
        assert usage.flush()
        assert sums(PartnerUsage, partner=owner) == {("rest", ""): (3, 6), ("rest", "ambassador"): (3, 6)}
        times = DocumentUsage.objects.filter(partner=owner).values_list("document_id", "times")
        assert dict(times) == {first.document_id: 3, second.document_id: 3}
        copies = PartnerCopy.objects.filter(partner=owner).values_list("document_id", "change", "face")
        assert set(copies) == {(one.document_id, one.change, "rest") for one in (first, second)}
        assert not OpenUsage.objects.exists()

    def test_costs_no_query(self, client: Client, django_assert_num_queries: Any) -> None:
        ambassador_row()
        with django_assert_num_queries(1):
            client.get(LIST, HTTP_ORIGIN=SITE)
        headers = keyed(partner())
        # The first request of a day with a key notes that day.
        client.get(LIST, **headers)
        with django_assert_num_queries(2):
            client.get(LIST, **headers)

    def test_known_already_counts_too(self, client: Client) -> None:
        owner = partner()
        found = ambassador_row()
        headers = keyed(owner)
        etag = client.get(f"{LIST}/{found.slug}", **headers).headers["ETag"]
        assert client.get(f"{LIST}/{found.slug}", **headers, HTTP_IF_NONE_MATCH=etag).status_code == 304
        usage.flush()
        assert sums(PartnerUsage, type="") == {("rest", ""): (2, 2)}

    def test_a_head_hands_out_no_document(self, client: Client) -> None:
        owner = partner()
        ambassador_row()
        client.head(LIST, **keyed(owner))
        usage.flush()
        assert sums(PartnerUsage) == {("rest", ""): (1, 0)}
        assert not PartnerCopy.objects.exists()

    def test_an_error_is_no_answer(self, client: Client) -> None:
        headers = keyed(partner())
        assert client.get(f"{LIST}/personne", **headers).status_code == 404
        assert client.get(f"{LIST}?limit=x", **headers).status_code == 400
        assert client.get(f"{LIST}/{bury(ambassador_row()).document_id}", **headers).status_code == 410
        usage.flush()
        assert not PartnerUsage.objects.exists()

    def test_the_sandbox_is_not_counted(self, client: Client) -> None:
        ambassador_row(audience="sandbox")
        assert len(client.get(f"/sandbox{LIST}").json()["items"]) == 1
        usage.flush()
        assert not OpenUsage.objects.exists()

    def test_every_face_has_its_name(self) -> None:
        from cms.delivery.counting import face_of_path

        found = {
            path: face_of_path(path)
            for path in ("/api/v1/news", "/api/v1/changes", "/api/graphql", "/feeds/all.atom", "/oembed", "/embed/news")
        }
        assert list(found.values()) == ["rest", "changes", "graphql", "feeds", "oembed", "embed"]
        assert {*found.values(), "webhooks"} == set(Face.values)

    def test_the_key_s_day_is_noted_and_not_its_time(self, client: Client) -> None:
        owner = partner()
        client.get(LIST, **keyed(owner))
        usage.flush()
        assert owner.keys.get().last_used_on == timezone.localdate()


class TestWithoutAKey:
    def test_only_sums_are_kept(self, client: Client) -> None:
        ambassador_row()
        client.get(LIST)
        client.get(LIST, HTTP_ORIGIN="https://ailleurs.example")
        usage.flush()
        assert sums(OpenUsage) == {("rest", ""): (2, 2), ("rest", "ambassador"): (2, 2)}
        assert not DocumentUsage.objects.exists()
        assert not PartnerCopy.objects.exists()

    def test_a_page_of_a_listed_origin_is_its_partner_s(self, client: Client) -> None:
        owner = partner(origin=SITE)
        found = ambassador_row()
        client.get(LIST, HTTP_ORIGIN=SITE)
        usage.flush()
        assert PartnerCopy.objects.get().partner == owner
        assert PartnerCopy.objects.get().document_id == found.document_id
        assert not OpenUsage.objects.exists()

    @pytest.mark.parametrize(
        "origin",
        [f"{SITE}:8443", "http://www.ville.example", "https://ville.example", f"{SITE}.attaque.example", "null"],
    )
    def test_an_origin_is_compared_exactly(self, client: Client, origin: str) -> None:
        partner(origin=SITE)
        ambassador_row()
        client.get(LIST, HTTP_ORIGIN=origin)
        usage.flush()
        assert not PartnerCopy.objects.exists()

    def test_an_origin_of_two_partners_counts_for_both(self, client: Client) -> None:
        partner("Ville", origin=SITE)
        partner("Agence", origin=SITE)
        ambassador_row()
        client.get(LIST, HTTP_ORIGIN=SITE)
        usage.flush()
        assert set(PartnerCopy.objects.values_list("partner__name", flat=True)) == {"Ville", "Agence"}

    def test_a_frame_is_known_by_the_origin_of_its_page(self, rf: Any) -> None:
        from cms.delivery.counting import count
        from cms.partners.auth import ANYONE

        owner = partner(origin=SITE)
        found = row()
        page = f"{SITE}/actualites?visiteur=42"
        count(rf.get("/embed/ambassadors", HTTP_REFERER=page), ANYONE, [found])
        count(rf.get("/api/v1/ambassadors", HTTP_REFERER=page), ANYONE, [found])
        # As for keys: the page vouches for frames, not for the scripts beside them.
        count(rf.get("/embed/resize.js", HTTP_REFERER=page), ANYONE, [])
        usage.flush()
        assert list(PartnerCopy.objects.values_list("partner", "face")) == [(owner.pk, "embed")]
        assert sums(OpenUsage, type="") == {("rest", ""): (1, 1), ("embed", ""): (1, 0)}

    def test_nothing_of_a_visitor_is_written(self, client: Client) -> None:
        partner(origin=SITE)
        ambassador_row()
        marks = {"REMOTE_ADDR": "203.0.113.77", "HTTP_USER_AGENT": "Marque/7", "HTTP_REFERER": f"{SITE}/page-marquee"}
        client.get(LIST, HTTP_ORIGIN=SITE, **marks)
        client.get(LIST, HTTP_ORIGIN="https://inconnu-marque.example", **marks)
        usage.flush()
        tables = (OpenUsage, PartnerUsage, DocumentUsage, PartnerCopy)
        written = repr([list(model._default_manager.values()) for model in tables])
        assert "ambassador" in written
        assert not [mark for mark in ("203.0.113", "Marque", "marque", "ville.example") if mark in written]
