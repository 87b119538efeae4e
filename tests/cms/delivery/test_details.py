"""One document: by id, by slug, and all the ways of not being there."""

from __future__ import annotations

import datetime
import uuid
from typing import Any

import pytest
from django.test import Client

from cms.feed.models import FeedDocument
from tests import factories
from tests.cms.delivery.assertions import assert_problem
from tests.cms.delivery.feed_rows import ambassador_row, bury, former_path

URL = "/api/v1/ambassadors"
LATER = datetime.datetime(2999, 1, 1, tzinfo=datetime.UTC)


class TestDetail:
    def test_it_works_by_id_and_by_slug(self, client: Client) -> None:
        row = ambassador_row(slug="atelier-des-deux-rives")
        for reference in (row.document_id, str(row.document_id).upper(), "atelier-des-deux-rives"):
            answer = client.get(f"{URL}/{reference}")
            assert answer.status_code == 200
            assert answer.content == bytes(row.document)
        assert answer.headers["Surrogate-Key"] == f"site ambassador {row.document_id}"

    def test_costs_one_query(self, client: Client, django_assert_num_queries: Any) -> None:
        row = ambassador_row()
        for reference in (row.document_id, row.slug):
            with django_assert_num_queries(1):
                client.get(f"{URL}/{reference}")
        with django_assert_num_queries(1):
            client.get(f"/api/v1/documents/{row.document_id}")

    def test_a_slug_belongs_to_a_language(self, client: Client) -> None:
        french, english = ambassador_row(slug="atelier"), ambassador_row(slug="atelier", locale="en")
        assert client.get(f"{URL}/atelier").json()["id"] == str(french.document_id)
        assert client.get(f"{URL}/atelier?locale=en").json()["id"] == str(english.document_id)

    def test_an_id_in_another_language_is_not_there(self, client: Client) -> None:
        row = ambassador_row()
        assert client.get(f"{URL}/{row.document_id}?locale=fr").status_code == 200
        assert client.get(f"{URL}/{row.document_id}").status_code == 200
        assert_problem(client.get(f"{URL}/{row.document_id}?locale=en"), 404)

    def test_an_id_of_another_type_is_not_there(self, client: Client) -> None:
        row = ambassador_row()
        assert_problem(client.get(f"/api/v1/news/{row.document_id}"), 404)

    def test_sparse(self, client: Client) -> None:
        row = ambassador_row(title="Fonderie")
        assert client.get(f"{URL}/{row.slug}?fields=title").content == b'{"title":"Fonderie"}'
        assert client.get(f"/api/v1/documents/{row.document_id}?fields=title").json() == {"title": "Fonderie"}

    def test_a_slice_that_became_true_by_itself_is_dated(self, client: Client) -> None:
        due = datetime.datetime(2026, 6, 1, tzinfo=datetime.UTC)
        row = ambassador_row(next_at=due, next_document=b'{"later":true}', next_item=b'{"later":true}')
        answer = client.get(f"{URL}/{row.document_id}")
        assert answer.json() == {"later": True}
        assert answer.headers["Last-Modified"] == "Mon, 01 Jun 2026 00:00:00 GMT"
        assert answer.headers["Cache-Control"] == "no-cache"


class TestAbsence:
    def test_hidden_never_there_and_random_look_alike(self, client: Client) -> None:
        hidden = [
            ambassador_row(audience="own"),
            ambassador_row(audience="partners"),
            bury(ambassador_row(), is_announced=False),
            ambassador_row(not_before=LATER, is_announced=False, was_shown=False),
        ]
        references = [row.document_id for row in hidden] + [row.slug for row in hidden]
        references += [uuid.uuid4(), "jamais", "%00", "a" * 300, "..%2F", "%F0%9F%92%A9"]
        answers = [client.get(f"{URL}/{reference}") for reference in references]
        for answer in answers:
            assert_problem(answer, 404)
        assert len({answer.content for answer in answers}) == 1
        # Each request has its own name, and is one more of those counted.
        of_each = {"X-Request-ID", "RateLimit"}
        shared = [{name: value for name, value in answer.headers.items() if name not in of_each} for answer in answers]
        assert all(headers == shared[0] for headers in shared)

    def test_hidden_costs_what_never_there_costs(self, client: Client, django_assert_num_queries: Any) -> None:
        hidden = ambassador_row(audience="own")
        for references in ((hidden.document_id, uuid.uuid4()), (hidden.slug, "jamais")):
            counts = set()
            for reference in references:
                from django.db import connection
                from django.test.utils import CaptureQueriesContext

                with CaptureQueriesContext(connection) as queries:
                    client.get(f"{URL}/{reference}")
                counts.add(len(queries))
            assert len(counts) == 1

    def test_gone(self, client: Client) -> None:
        row = bury(ambassador_row())
        for url in (f"{URL}/{row.document_id}", f"{URL}/{row.slug}", f"/api/v1/documents/{row.document_id}"):
            assert_problem(client.get(url), 410)
        assert_problem(client.get(f"/api/v1/news/{row.document_id}"), 404)

    def test_past_its_time_is_gone_with_every_scheduler_stopped(self, client: Client) -> None:
        row = ambassador_row()
        FeedDocument.objects.update(not_after=datetime.datetime(2026, 2, 1, tzinfo=datetime.UTC))
        assert_problem(client.get(f"{URL}/{row.document_id}"), 410)

    def test_moved(self, client: Client) -> None:
        row = ambassador_row(slug="nouveau")
        former_path(row, slug="ancien")
        answer = client.get(f"{URL}/ancien?fields=title")
        assert answer.status_code == 308
        assert answer.headers["Location"] == f"http://testserver{URL}/nouveau?fields=title"
        followed = client.get(answer.headers["Location"])
        assert followed.json() == {"title": row.title}

    def test_moved_and_then_hidden_is_not_there(self, client: Client) -> None:
        former_path(ambassador_row(audience="own"), slug="ancien")
        assert_problem(client.get(f"{URL}/ancien"), 404)


class TestParts:
    @pytest.fixture
    def paper(self) -> Any:
        return factories.white_paper()

    def test_chapters_in_order_and_one_of_them(self, client: Client, paper: Any) -> None:
        first = factories.chapter(parent=paper, title="Produire")
        factories.chapter(parent=paper, title="Accueillir")
        url = f"/api/v1/whitepapers/{paper.slug}/chapters"
        answer = client.get(url)
        assert [item["title"] for item in answer.json()["items"]] == ["Produire", "Accueillir"]
        assert client.get(f"{url}/{first.slug}").json()["title"] == "Produire"
        assert client.get(f"{url}?fields=title,body").json()["items"][0].keys() == {"title", "body"}
        whole_id = client.get(f"/api/v1/whitepapers/{paper.slug}").json()["id"]
        assert client.get(f"/api/v1/whitepapers/{whole_id}/chapters").content == answer.content

    def test_a_chapter_of_another_paper_is_not_there(self, client: Client, paper: Any) -> None:
        other = factories.chapter(parent=factories.white_paper(slug="autre", title="Autre"), title="Ailleurs")
        assert_problem(client.get(f"/api/v1/whitepapers/{paper.slug}/chapters/{other.slug}"), 404)
        assert_problem(client.get("/api/v1/whitepapers/jamais/chapters"), 404)
        assert_problem(client.get("/api/v1/whitepapers/jamais/chapters/un"), 404)

    def test_a_chapter_that_moved(self, client: Client, paper: Any) -> None:
        chapter = factories.chapter(parent=paper, title="Produire", slug="ancien")
        other = factories.white_paper(slug="autre", title="Autre")
        namesake = factories.chapter(parent=other, title="Ailleurs", slug="ancien")
        for page, slug in ((chapter, "nouveau"), (namesake, "ailleurs")):
            page.slug = slug
            factories.publish(page)
        for whole, slug in ((paper, "nouveau"), (other, "ailleurs")):
            url = f"/api/v1/whitepapers/{whole.slug}/chapters"
            answer = client.get(f"{url}/ancien?fields=slug")
            assert answer.status_code == 308
            assert answer.headers["Location"] == f"http://testserver{url}/{slug}?fields=slug"
            assert client.get(answer.headers["Location"]).json() == {"slug": slug}

    def test_chapters_of_a_paper_that_moved(self, client: Client, paper: Any) -> None:
        factories.chapter(parent=paper, title="Produire", slug="produire")
        former = f"/api/v1/whitepapers/{paper.slug}/chapters"
        paper.slug = "nouveau"
        factories.publish(paper)
        for rest in ("", "?fields=slug", "/produire", "/produire?fields=slug"):
            answer = client.get(former + rest)
            assert answer.status_code == 308
            assert answer.headers["Location"] == f"http://testserver/api/v1/whitepapers/nouveau/chapters{rest}"
            assert client.get(answer.headers["Location"]).status_code == 200
