"""Is a document in the feed for my key, and if not, why? Told of what the key was shown, and of nothing else."""

from __future__ import annotations

import datetime
import uuid
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from cms.feed.models import FeedDependency, FeedDocument, State
from cms.partners.choices import KeyKind
from cms.partners.keys import issue_key
from cms.partners.models import Partner, PartnerOrigin
from tests import factories
from tests.cms.delivery.assertions import assert_problem
from tests.cms.delivery.feed_rows import ambassador_row, bury
from tests.recall_world import picture_of
from tests.usage_world import keyed, partner

LATER = datetime.datetime(2999, 1, 1, tzinfo=datetime.UTC)
PAST = datetime.datetime(2026, 2, 1, tzinfo=datetime.UTC)


@pytest.fixture
def owner(db: None) -> Partner:
    return partner(audience="partners")


@pytest.fixture
def key(owner: Partner) -> dict[str, Any]:
    return keyed(owner)


def url(document_id: Any) -> str:
    return f"/api/v1/documents/{document_id}/eligibility"


def withdraw(row: FeedDocument, reason: str = "consent_withdrawn") -> FeedDocument:
    bury(row)
    FeedDocument.objects.filter(pk=row.pk).update(state=State.WITHDRAWN, reason=reason)
    return row


def rules(answer: Any) -> dict[str, tuple[bool | None, str | None]]:
    assert answer.status_code == 200, answer.content
    return {rule["rule"]: (rule["holds"], rule["code"]) for rule in answer.json()["rules"]}


class TestInTheFeed:
    def test_it_works(self, client: Client, key: dict[str, Any]) -> None:
        row = ambassador_row(audience="partners")
        answer = client.get(url(row.document_id), **key)
        said = answer.json()
        assert rules(answer) == {"type": (True, None), "public": (True, None), "window": (True, None)}
        assert (said["in_feed"], said["audience"], said["change"]) == (True, "partners", row.change)
        assert client.get(said["document"].removeprefix("http://testserver"), **key).status_code == 200
        assert said["pictures"] == {"shown": 0, "withheld": []}

    def test_is_for_this_reader_s_cache_alone(self, client: Client, key: dict[str, Any]) -> None:
        answer = client.get(url(ambassador_row(audience="partners").document_id), **key)
        assert answer.headers["Cache-Control"] == "private, max-age=60"
        assert "Authorization" in answer.headers["Vary"]
        again = client.get(url(uuid.UUID(answer.json()["id"])), **key, HTTP_IF_NONE_MATCH=answer.headers["ETag"])
        assert again.status_code == 304

    def test_a_publishable_key_may_ask_too(self, client: Client, owner: Partner) -> None:
        PartnerOrigin.objects.create(partner=owner, origin="https://ville.example")
        text = issue_key(owner, KeyKind.PUBLISHABLE)
        row = ambassador_row(audience="partners")
        answer = client.get(f"{url(row.document_id)}?key={text}", HTTP_ORIGIN="https://ville.example")
        assert answer.json()["in_feed"] is True
        assert answer.headers["Access-Control-Allow-Origin"] == "https://ville.example"

    def test_is_not_counted_as_a_document_handed_out(self, client: Client, key: dict[str, Any]) -> None:
        from cms.partners import usage
        from cms.partners.models import PartnerCopy, PartnerUsage

        client.get(url(ambassador_row(audience="partners").document_id), **key)
        usage.flush()
        assert PartnerUsage.objects.get().documents == 0
        assert not PartnerCopy.objects.exists()

    def test_the_sandbox_needs_no_key(self, client: Client) -> None:
        row = ambassador_row(audience="sandbox")
        said = client.get(f"/sandbox{url(row.document_id)}").json()
        assert (said["in_feed"], said["audience"]) == (True, "sandbox")
        assert said["document"] == f"http://testserver/sandbox/api/v1/documents/{row.document_id}"


class TestNotInTheFeed:
    @pytest.mark.parametrize("reason", ["consent_withdrawn", "withdrawn", "mandate_withdrawn"])
    def test_withdrawn(self, client: Client, key: dict[str, Any], reason: str) -> None:
        row = withdraw(ambassador_row(audience="partners"), reason)
        answer = client.get(url(row.document_id), **key)
        assert rules(answer) == {"type": (True, None), "public": (False, "withdrawn"), "window": (None, None)}
        assert answer.json()["rules"][2]["detail"] == "Not asked."
        assert answer.json()["in_feed"] is False
        assert answer.json()["document"] is answer.json()["pictures"] is None
        assert "consent" not in answer.content.decode()
        assert "mandate" not in answer.content.decode()

    @pytest.mark.parametrize("reason", ["not_live", "restricted", "not_sign_off", "audience", "deleted"])
    def test_gone_and_why_is_ours_to_know(self, client: Client, key: dict[str, Any], reason: str) -> None:
        row = bury(ambassador_row(audience="partners"))
        FeedDocument.objects.filter(pk=row.pk).update(reason=reason)
        answer = client.get(url(row.document_id), **key)
        assert rules(answer)["public"] == (False, "gone")
        assert answer.json()["rules"][1]["at"] == "2026-01-01T09:00:00Z"
        assert reason not in answer.content.decode().replace('"audience":"partners"', "").replace("your audience", "")

    def test_expired_with_the_sweeper_late(self, client: Client, key: dict[str, Any]) -> None:
        row = ambassador_row(audience="partners", not_after=PAST)
        answer = client.get(url(row.document_id), **key)
        assert rules(answer) == {"type": (True, None), "public": (True, None), "window": (False, "expired")}
        assert answer.json()["rules"][2]["at"] == "2026-02-01T00:00:00Z"

    def test_expired_and_swept(self, client: Client, key: dict[str, Any]) -> None:
        row = bury(ambassador_row(audience="partners"))
        FeedDocument.objects.filter(pk=row.pk).update(reason="expired")
        assert rules(client.get(url(row.document_id), **key))["window"] == (False, "expired")

    def test_shown_once_and_put_off_says_no_date(self, client: Client, key: dict[str, Any]) -> None:
        row = ambassador_row(audience="partners", not_before=LATER)
        answer = client.get(url(row.document_id), **key)
        assert rules(answer)["window"] == (False, "not_yet")
        assert "2999-" not in answer.content.decode()


class TestTypesNotAgreedOn:
    @pytest.fixture
    def narrow(self, owner: Partner, key: dict[str, Any]) -> dict[str, Any]:
        owner.allowed_types = ["article"]
        owner.save()
        return key

    def test_what_everybody_may_read_is_named(self, client: Client, narrow: dict[str, Any]) -> None:
        row = ambassador_row(audience="partners")
        ambassador_row(audience="open", content_id=row.content_id)
        answer = client.get(url(row.document_id), **narrow)
        assert rules(answer) == {"type": (False, "type_not_allowed"), "public": (None, None), "window": (None, None)}
        assert answer.json()["change"] is answer.json()["changed_at"] is None

    def test_of_the_others_there_is_nothing(self, client: Client, narrow: dict[str, Any]) -> None:
        hidden = ambassador_row(audience="partners")
        gone = withdraw(ambassador_row(audience="partners"))
        answers = [client.get(url(one), **narrow) for one in (hidden.document_id, gone.document_id, uuid.uuid4())]
        assert len({answer.content for answer in answers}) == 1
        assert_problem(answers[0], 404)


class TestNothingIsGivenAway:
    def test_never_shown_never_there_and_random_are_one_answer(
        self, client: Client, key: dict[str, Any], django_assert_num_queries: Any
    ) -> None:
        hidden = [
            ambassador_row(audience="own"),
            bury(ambassador_row(audience="own")),
            bury(ambassador_row(audience="partners"), is_announced=False),
            ambassador_row(audience="partners", not_before=LATER, is_announced=False, was_shown=False),
        ]
        answers = []
        # The first request of a day with a key notes that day.
        client.get(url(uuid.uuid4()), **key)
        for document_id in [*(row.document_id for row in hidden), uuid.uuid4(), uuid.uuid4()]:
            # One for the key, two for the document: as many whether there is something to hide or not.
            with django_assert_num_queries(3):
                answers.append(client.get(url(document_id), **key))
        answers.append(client.get(url("pas-un-identifiant"), **key))
        for answer in answers:
            assert_problem(answer, 404)
        kept = [{**answer.headers, "X-Request-ID": "", "RateLimit": ""} for answer in answers]
        assert len({answer.content for answer in answers}) == 1
        assert all(headers == kept[0] for headers in kept)

    def test_says_no_more_than_the_document_s_own_address(self, client: Client, key: dict[str, Any]) -> None:
        rows = [
            ambassador_row(audience="partners"),
            bury(ambassador_row(audience="partners")),
            bury(ambassador_row(audience="partners"), is_announced=False),
            ambassador_row(audience="partners", not_after=PAST),
            ambassador_row(audience="own"),
            ambassador_row(audience="open"),
        ]
        for row in rows:
            status = client.get(f"/api/v1/documents/{row.document_id}", **key).status_code
            explained = client.get(url(row.document_id), **key)
            assert (explained.status_code == 404) == (status == 404)
            if status != 404:
                assert explained.json()["in_feed"] == (status == 200)

    def test_without_a_key_there_is_none_to_explain(self, client: Client, db: None) -> None:
        for document_id in (ambassador_row().document_id, uuid.uuid4()):
            answer = client.get(url(document_id))
            assert "fvm_sk_" in assert_problem(answer, 401)["detail"]
            assert answer.headers["WWW-Authenticate"] == "Bearer"

    def test_an_unknown_parameter_is_named(self, client: Client, key: dict[str, Any]) -> None:
        assert_problem(client.get(f"{url(uuid.uuid4())}?pourquoi=1", **key), 400, "#/query/pourquoi")


class TestPictures:
    def show(self, row: FeedDocument, *images: Any) -> None:
        FeedDependency.objects.bulk_create(
            FeedDependency(page_id=row.page_id, kind="image", key=str(image.pk)) for image in images
        )

    def test_those_missing_are_counted_by_what_may_be_told(self, client: Client, key: dict[str, Any]) -> None:
        row = ambassador_row(audience="partners")
        past = timezone.now() - datetime.timedelta(days=1)
        revoked = picture_of("Nadia Ferrand")
        revoked.consents.update(revoked_at=past)
        self.show(
            row,
            factories.image(),
            factories.image(title="Secrète", may_partners=False),
            factories.image(author=""),
            factories.image(rights_until=past),
            factories.image(is_withdrawn=True, may_partners=False),
            revoked,
        )
        answer = client.get(url(row.document_id), **key)
        pictures = answer.json()["pictures"]
        assert pictures["shown"] == 1
        assert {one["code"]: one["count"] for one in pictures["withheld"]} == {
            "withdrawn": 2,
            "rights_ended": 1,
            "not_cleared": 2,
        }
        text = answer.content.decode()
        assert not [mark for mark in ("Nadia", "Secrète", "consent", "author", "partners-") if mark in text]

    def test_the_answer_is_not_kept_beyond_a_right(self, client: Client, key: dict[str, Any]) -> None:
        row = ambassador_row(audience="partners")
        self.show(row, factories.image(rights_until=timezone.now() + datetime.timedelta(seconds=20)))
        cached = client.get(url(row.document_id), **key).headers["Cache-Control"]
        assert cached in ("private, max-age=19", "private, max-age=18", "private, max-age=17")
