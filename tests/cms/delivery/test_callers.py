"""What a partner's key opens in the data: its audience and its types, and nothing that tells of the rest."""

from __future__ import annotations

import datetime
import uuid
from typing import Any
from urllib.parse import urlencode

import pytest
from django.test import Client
from django.utils import timezone

from cms.feed.identity import document_id
from cms.feed.models import FeedDocument
from cms.media.audiences import Audience
from tests import factories
from tests.cms.delivery.assertions import assert_problem
from tests.cms.delivery.feed_rows import ambassador_row, bury
from tests.partners_world import ORIGIN, Known, get, known

pytestmark = pytest.mark.django_db
LIST = "/api/v1/ambassadors"


@pytest.fixture
def who() -> Known:
    return known()


@pytest.fixture
def narrow() -> Known:
    """A partner who may have articles alone."""
    return known(allowed_types=["article"])


def row_for(audience: Audience = Audience.PARTNERS, **columns: Any) -> FeedDocument:
    return ambassador_row(audience=audience.value, **columns)


def ids(answer: Any) -> set[str]:
    assert answer.status_code == 200, answer.content
    return {item["id"] for item in answer.json()["items"]}


class TestAudience:
    def test_it_works(self, who: Known) -> None:
        ours, everybody_s = row_for(), ambassador_row()
        assert ids(get(LIST, who)) == {str(ours.document_id)}
        assert ids(get(LIST)) == {str(everybody_s.document_id)}

    def test_each_audience_has_its_own_rows(self) -> None:
        rows = {audience: row_for(audience) for audience in (Audience.OPEN, Audience.PARTNERS, Audience.OWN)}
        for audience, row in rows.items():
            assert ids(get(LIST, known(audience=audience.value))) == {str(row.document_id)}

    def test_a_change_of_audience_counts_from_the_next_request_on(self, who: Known) -> None:
        ours, everybody_s = row_for(), ambassador_row()
        assert ids(get(LIST, who)) == {str(ours.document_id)}
        who.partner.audience = Audience.OPEN.value
        who.partner.save()
        assert ids(get(LIST, who)) == {str(everybody_s.document_id)}

    def test_a_list_asks_one_question_more_for_a_key(self, who: Known, django_assert_num_queries: Any) -> None:
        row_for()
        get(LIST, who)
        with django_assert_num_queries(1):
            get("/api/v1/", who)


def places(row: FeedDocument) -> list[str]:
    """Every address of REST under which a document is found."""
    return [
        f"/api/v1/documents/{row.document_id}",
        f"{LIST}/{row.slug}",
        f"/api/v1/resolve?path={row.path}",
    ]


class TestHiddenAndUnknown:
    """One answer for what a caller may not have and for what does not exist."""

    def answers(self, who: Known, row: FeedDocument) -> list[Any]:
        hidden = [get(place, who) for place in places(row)]
        FeedDocument.objects.filter(pk=row.pk).delete()
        unknown = [get(place, who) for place in places(row)]
        return list(zip(hidden, unknown, strict=True))

    def same(self, pairs: list[Any]) -> None:
        own = {"X-Request-ID", "RateLimit", "Date"}
        for hidden, unknown in pairs:
            assert hidden.status_code == unknown.status_code == 404
            assert hidden.content == unknown.content
            first, second = ({k: v for k, v in one.headers.items() if k not in own} for one in (hidden, unknown))
            assert first == second

    def test_another_audience_s(self, who: Known) -> None:
        self.same(self.answers(who, row_for(Audience.OWN)))

    def test_a_type_that_was_not_agreed(self, narrow: Known) -> None:
        self.same(self.answers(narrow, row_for()))

    def test_one_that_was_never_announced_to_this_audience(self, who: Known) -> None:
        self.same(self.answers(who, bury(row_for(), is_announced=False)))

    def test_the_same_document_is_there_for_who_may_have_it(self, who: Known) -> None:
        row = row_for()
        assert [get(place, who).status_code for place in places(row)][:2] == [200, 200]


class TestTypes:
    def test_a_list_of_another_type_is_an_address_that_does_not_exist(self, narrow: Known) -> None:
        row_for()
        hidden, unknown = get(LIST, narrow), get("/api/v1/nowhere", narrow)
        assert_problem(hidden, 404)
        assert hidden.content == unknown.content

    def test_a_reference_to_another_type_tells_what_the_site_tells_and_leads_nowhere(
        self, client: Client, narrow: Known
    ) -> None:
        portrait = factories.ambassador(title="Fonderie des Rives")
        private = factories.ambassador(title="Chez nous", audience="own")
        article = factories.article(title="Le bronze", ambassadors=(portrait, private))
        public_id = str(document_id(portrait.translation_key, "fr"))
        found = get(f"/api/v1/news/{article.slug}", narrow).json()
        # Of what its audience may not see there is no trace; what it may see, our site shows to everybody.
        assert found["ambassadors"] == [public_id]
        assert client.get(portrait.get_url()).status_code == 200
        hidden = get(f"/api/v1/documents/{public_id}", narrow)
        unknown = get(f"/api/v1/documents/{uuid.uuid4()}", narrow)
        assert (hidden.status_code, hidden.content) == (unknown.status_code, unknown.content)
        parts = f'article(slug: "{article.slug}") {{ ambassadors {{ id }} }} document(id: "{public_id}") {{ id }}'
        told = get("/api/graphql?" + urlencode({"query": f"{{ {parts} }}"}), narrow).json()
        assert told == {"data": {"article": {"ambassadors": []}, "document": None}}
        changes = get("/api/v1/changes", narrow).json()["items"]
        assert {one["data"]["type"] for one in changes} == {"article"}

    def test_search_finds_none_of_it_and_knows_no_such_type(self, narrow: Known, who: Known) -> None:
        factories.ambassador(title="Fonderie des Rives", summary="Du bronze coulé à Créteil.")
        factories.article(title="Le bronze au musée", summary="Une visite.")
        question = "/api/v1/search?q=bronze&include=facets,total"
        assert get(question, who).json()["total"] == 2
        found = get(question, narrow).json()
        assert found["total"] == 1
        assert [item["document"]["type"] for item in found["items"]] == ["article"]
        assert [one["value"] for one in found["facets"]["type"]] == ["article"]
        # Nor does a slip of the pen tell that the word is there.
        assert get("/api/v1/search?q=fonderje", narrow).json()["did_you_mean"] is None
        # As a type in which there is nothing: its name is in the contract, which is everybody's.
        hidden = get("/api/v1/search?q=bronze&type=ambassador&include=facets,total", narrow)
        empty = get("/api/v1/search?q=bronze&type=whitepaper&include=facets,total", narrow)
        assert hidden.content == empty.content
        assert hidden.json()["items"] == []

    def test_the_service_document_names_what_was_agreed(self, narrow: Known, who: Known) -> None:
        assert [one["name"] for one in get("/api/v1/", narrow).json()["types"]] == ["article"]
        assert len(get("/api/v1/", who).json()["types"]) > 3

    def test_parts_go_with_their_type(self) -> None:
        answer = get("/api/v1/whitepapers/livre/chapters", known(allowed_types=["article"]))
        assert answer.content == get("/api/v1/nowhere", known()).content

    def test_it_counts_from_the_next_request_on(self, who: Known) -> None:
        row_for()
        assert get(LIST, who).status_code == 200
        who.partner.allowed_types = ["article"]
        who.partner.save()
        assert get(LIST, who).status_code == 404


class TestCaching:
    def test_a_keyed_answer_is_private(self, who: Known) -> None:
        row = row_for()
        for place in ("/api/v1/", LIST, *places(row)[:2]):
            answer = get(place, who)
            assert answer["Cache-Control"].startswith("private, ")
            assert "s-maxage" not in answer["Cache-Control"]
            assert {"Authorization", "Origin"} <= set(answer["Vary"].split(", "))

    def test_an_open_answer_is_not_handed_to_a_key(self) -> None:
        ambassador_row()
        answer = get(LIST)
        assert answer["Cache-Control"].startswith("public, ")
        assert "Authorization" in answer["Vary"]

    def test_never_beyond_the_end_of_a_right(self, who: Known) -> None:
        row = row_for(not_after=timezone.now() + datetime.timedelta(seconds=20))
        fresh = int(get(f"/api/v1/documents/{row.document_id}", who)["Cache-Control"].partition("max-age=")[2])
        assert 0 < fresh <= 20

    def test_errors_are_kept_by_nobody(self, who: Known) -> None:
        assert get("/api/v1/nowhere", who)["Cache-Control"] == "no-store"

    def test_the_tag_of_one_audience_is_none_of_another_s(self, who: Known) -> None:
        row_for(title="Pour les partenaires")
        ambassador_row(title="Pour tout le monde")
        tag = get(LIST)["ETag"]
        assert get(LIST, who, if_none_match=tag).status_code == 200
        assert get(LIST, who, if_none_match=get(LIST, who)["ETag"]).status_code == 304


class TestLinks:
    def page(self, who: Known, address: str) -> Any:
        return Client().get(address, headers={"origin": ORIGIN})

    def test_a_publishable_key_is_carried_on(self, who: Known) -> None:
        for _ in range(3):
            row_for()
        first = self.page(who, f"{LIST}?limit=1&key={who.publishable}")
        found, address = set(), first
        for _ in range(3):
            found |= ids(address)
            following = address.json()["next"]
            if following is None:
                break
            assert f"key={who.publishable}" in following
            address = self.page(who, following)
        assert len(found) == 3
        assert f"key={who.publishable}" in first["Link"]

    def test_a_secret_key_never_is(self, who: Known) -> None:
        for _ in range(3):
            row_for()
        answer = get(f"{LIST}?limit=1", who)
        assert answer.json()["next"]
        text = answer.content.decode() + str(dict(answer.headers))
        assert who.secret not in text
        assert "key=" not in text

    def test_where_the_key_stands_in_the_query_changes_nothing(self, who: Known) -> None:
        row_for()
        places = (
            f"?key={who.publishable}&limit=5",
            f"?limit=5&key={who.publishable}",
            f"?limit=5&%6bey={who.publishable}",
        )
        assert len({self.page(who, LIST + place).content for place in places}) == 1


class TestMethods:
    def test_head_is_get_without_its_body(self, who: Known) -> None:
        row_for()
        full = get(LIST, who)
        head = Client().head(LIST, headers={"authorization": who.bearer})
        assert (head.status_code, head.content) == (200, b"")
        for name in ("ETag", "Cache-Control", "Vary", "Content-Length", "Content-Type", "Surrogate-Key"):
            assert head[name] == full[name]

    def test_options_says_what_may_be_asked(self, who: Known) -> None:
        answer = Client().options(f"{LIST}?key={who.publishable}", headers={"origin": ORIGIN})
        assert (answer.status_code, answer["Allow"]) == (204, "GET, HEAD, OPTIONS")
        assert answer["Access-Control-Allow-Origin"] == ORIGIN

    @pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE", "TRACE"])
    def test_nothing_is_written(self, who: Known, method: str) -> None:
        answer = Client().generic(method, LIST, headers={"authorization": who.bearer})
        assert answer.status_code == 405
        assert answer["Allow"] == "GET, HEAD, OPTIONS"
