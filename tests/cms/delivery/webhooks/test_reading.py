"""What each endpoint is told: from its own place in the feed, once, and never of what it may not see."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from cms.delivery.webhooks.choices import Event, MessageState
from cms.delivery.webhooks.endpoints import choose
from cms.delivery.webhooks.models import Endpoint, KnownDocument, Message
from cms.delivery.webhooks.reading import LEFT_SCOPE, behind
from cms.feed.clock import read_clock, start_new_epoch
from cms.feed.identity import document_id
from cms.feed.models import FeedClock, FeedDocument, State
from cms.feed.transaction import editorial_transaction
from tests import factories
from tests.cms.delivery.webhooks.world import (
    a_partner,
    an_endpoint,
    arrive,
    data_of,
    fail,
    next_change,
    publish,
    read_all,
    remove,
    show,
    told,
    touch,
)

URL = "https://hooks.example.org/in"


@pytest.fixture
def endpoint(db: None) -> Endpoint:
    return an_endpoint(a_partner(), URL)


def events(endpoint: Endpoint) -> list[str]:
    return [event for event, _document, _state in told(endpoint)]


class TestItsPlace:
    def test_reading_twice_tells_once(self, endpoint: Endpoint) -> None:
        publish()
        read_all(endpoint)
        read_all(endpoint)
        assert events(endpoint) == ["document.published"]

    def test_a_row_that_somebody_emptied_holds_up_nothing(
        self, endpoint: Endpoint, caplog: pytest.LogCaptureFixture
    ) -> None:
        empty, whole = publish(), publish()
        FeedDocument.objects.filter(pk=empty.pk).update(document=b"")
        read_all(endpoint)
        assert [data_of(message)["id"] for message in endpoint.messages.all()] == [str(whole.document_id)]
        assert not behind()
        assert f"The live document {empty.document_id} has no bytes" in caplog.text

    def test_it_is_not_behind_once_it_has_read(self, endpoint: Endpoint) -> None:
        assert behind() == []
        publish()
        assert behind() == [endpoint.pk]
        read_all(endpoint)
        assert behind() == []

    def test_more_than_a_batch_is_read_to_the_end(self, endpoint: Endpoint, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr("cms.delivery.webhooks.reading.BATCH", 2)
        rows = [publish() for _ in range(5)]
        read_all(endpoint)
        assert [document for _event, document, _state in told(endpoint)] == [str(row.document_id) for row in rows]

    def test_each_endpoint_has_its_own(self, endpoint: Endpoint) -> None:
        row = publish()
        later = an_endpoint(endpoint.partner, f"{URL}/2")
        touch(row)
        for one in (endpoint, later):
            read_all(one)
        assert events(endpoint) == ["document.published"]
        assert events(later) == ["document.updated"]

    def test_a_rollback_moves_neither_place_nor_messages(
        self, endpoint: Endpoint, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        def break_down(*args: object, **kwargs: object) -> None:
            raise RuntimeError

        publish()
        with monkeypatch.context() as broken:
            broken.setattr("cms.delivery.webhooks.reading.tell", break_down)
            with pytest.raises(RuntimeError):
                read_all(endpoint)
        assert not Message.objects.exists()
        assert not KnownDocument.objects.exists()
        read_all(endpoint)
        assert events(endpoint) == ["document.published"]


class TestWhoMaySeeWhat:
    def test_another_audience_is_never_mentioned(self, endpoint: Endpoint) -> None:
        remove(publish(audience="partners"), state=State.WITHDRAWN)
        publish(audience="own")
        read_all(endpoint)
        assert told(endpoint) == []

    def test_a_partner_is_told_what_partners_see(self, db: None) -> None:
        endpoint = an_endpoint(a_partner(audience="partners"), URL)
        publish(audience="partners")
        read_all(endpoint)
        assert events(endpoint) == ["document.published"]

    def test_types_that_a_partner_may_not_have_do_not_exist(self, db: None) -> None:
        endpoint = an_endpoint(a_partner(allowed_types=["news"]), URL)
        remove(publish())
        publish()
        read_all(endpoint)
        assert told(endpoint) == []

    def test_what_was_never_seen_is_not_told_as_removed(self, endpoint: Endpoint) -> None:
        row = publish(not_before=timezone.now() + timedelta(days=1), is_announced=False)
        remove(row)
        read_all(endpoint)
        assert told(endpoint) == []

    def test_what_the_partner_did_not_choose_is_left_out(self, db: None) -> None:
        endpoint = an_endpoint(a_partner(), URL, events=[Event.GONE], locales=["fr"])
        english, french = publish(locale="en"), publish()
        for row in (english, french):
            remove(row)
        read_all(endpoint)
        assert told(endpoint) == []
        show(french, publish())
        read_all(endpoint)
        remove(french)
        read_all(endpoint)
        assert told(endpoint) == [("document.gone", str(french.document_id), "waiting")]

    def test_a_new_choice_begins_with_what_is_known(self, db: None) -> None:
        endpoint = an_endpoint(a_partner(), URL, types=["news"])
        row = publish()
        read_all(endpoint)
        choose(endpoint, events=[Event.PUBLISHED, Event.UPDATED], types=[], locales=[])
        touch(row)
        read_all(endpoint)
        assert events(endpoint) == ["document.updated"]

    def test_a_partner_on_hold_is_told_nothing_and_catches_up_later(self, endpoint: Endpoint) -> None:
        endpoint.partner.is_active = False
        endpoint.partner.save()
        publish()
        read_all(endpoint)
        assert behind() == []
        assert told(endpoint) == []
        endpoint.partner.is_active = True
        endpoint.partner.save()
        read_all(endpoint)
        assert events(endpoint) == ["document.published"]


class TestRemovals:
    @pytest.mark.parametrize(
        ("state", "reason", "event"),
        [
            (State.WITHDRAWN, "consent_withdrawn", "document.withdrawn"),
            (State.GONE, "deleted", "document.gone"),
        ],
    )
    def test_each_says_why_and_no_address(self, endpoint: Endpoint, state: State, reason: str, event: str) -> None:
        row = publish()
        read_all(endpoint)
        arrive(timezone.now())
        remove(row, state=state, reason=reason)
        read_all(endpoint)
        message = Message.objects.first()
        assert message is not None
        assert message.event == event
        assert data_of(message)["reason"] == reason
        assert data_of(message)["url"] is None
        assert row.slug not in message.text

    def test_one_whose_time_has_passed_is_gone_and_only_once(self, endpoint: Endpoint) -> None:
        row = publish()
        read_all(endpoint)
        arrive(timezone.now())
        row.not_after = timezone.now() - timedelta(seconds=1)
        row.save(update_fields=["not_after"])
        touch(row)
        read_all(endpoint)
        remove(row, reason="expired")
        read_all(endpoint)
        assert events(endpoint) == ["document.published", "document.gone"]

    def test_one_that_comes_back_is_published_again(self, endpoint: Endpoint) -> None:
        row = publish()
        read_all(endpoint)
        arrive(timezone.now())
        remove(row)
        read_all(endpoint)
        arrive(timezone.now())
        show(row, publish())
        read_all(endpoint)
        assert (("document.published", str(row.document_id), "waiting")) in told(endpoint)


class TestCoalescing:
    def test_a_message_never_tried_is_rewritten(self, endpoint: Endpoint) -> None:
        row = publish()
        read_all(endpoint)
        for _ in range(3):
            touch(row)
            read_all(endpoint)
        message = Message.objects.get()
        assert message.event == "document.published"
        assert data_of(message)["change"] == row.change

    def test_one_that_is_retried_is_given_up_for_the_newer(self, endpoint: Endpoint) -> None:
        row = publish()
        read_all(endpoint)
        now = timezone.now()
        fail(endpoint, now)
        touch(row)
        read_all(endpoint, now=now)
        first, second = Message.objects.order_by("pk")
        assert first.state == MessageState.SUPERSEDED
        assert second.event == "document.published", "the first may never have arrived"
        assert first.webhook_id != second.webhook_id, "other bytes need another id: receivers drop what they know"

    def test_a_withdrawal_outranks_what_follows_it(self, endpoint: Endpoint) -> None:
        row = publish()
        read_all(endpoint)
        arrive(timezone.now())
        remove(row, state=State.WITHDRAWN, reason="consent_withdrawn")
        read_all(endpoint)
        show(row, publish())
        FeedDocument.objects.filter(pk=row.pk).update(change=next_change())
        read_all(endpoint)
        remove(row, state=State.WITHDRAWN, reason="consent_withdrawn")
        read_all(endpoint)
        assert told(endpoint)[-1][0] == "document.published"
        last = Message.objects.filter(document_id=row.document_id).first()
        assert last is not None
        assert (last.event, last.is_removal) == ("document.withdrawn", True)

    def test_removals_are_sent_before_everything_else(self, endpoint: Endpoint) -> None:
        row = publish()
        read_all(endpoint)
        arrive(timezone.now())
        publish()
        remove(row)
        read_all(endpoint)
        now = timezone.now()
        arrive(now)
        assert Message.objects.get(event="document.gone").state == MessageState.DELIVERED
        assert Message.objects.filter(state=MessageState.WAITING).count() == 1


class TestComparing:
    """Where change numbers say nothing, the feed is compared with what the endpoint knows."""

    def test_after_a_restore_it_is_told_exactly_what_differs(self, endpoint: Endpoint) -> None:
        same, lost, redone = publish(), publish(), publish()
        read_all(endpoint)
        while arrive(timezone.now()):
            pass
        # The backup is older: one document is not in it, another got the same number for other bytes.
        lost.delete()
        FeedDocument.objects.filter(pk=redone.pk).update(modified_at=timezone.now())
        with editorial_transaction():
            epoch = start_new_epoch()
        new = publish()
        before = Message.objects.count()
        read_all(endpoint)
        fresh = {str(one.document_id): one for one in Message.objects.order_by("pk")[before:]}
        assert {document: one.event for document, one in fresh.items()} == {
            str(lost.document_id): "document.gone",
            str(redone.document_id): "document.updated",
            str(new.document_id): "document.published",
        }
        assert str(same.document_id) not in fresh
        assert {data_of(one)["epoch"] for one in fresh.values()} == {str(epoch)}
        assert data_of(fresh[str(lost.document_id)])["reason"] == LEFT_SCOPE

    def test_forgotten_tombstones_hide_no_removal(self, endpoint: Endpoint, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr("cms.delivery.webhooks.reading.BATCH", 2)
        kept, lost = publish(), publish()
        read_all(endpoint)
        while arrive(timezone.now()):
            pass
        others = [publish() for _ in range(4)]
        lost.delete()
        FeedClock.objects.update(forgotten_change=next_change())
        read_all(endpoint)
        waiting = {document: event for event, document, state in told(endpoint) if state == "waiting"}
        assert waiting == {
            str(lost.document_id): "document.gone",
            **{str(row.document_id): "document.published" for row in others},
        }
        assert str(kept.document_id) not in waiting
        endpoint.refresh_from_db()
        assert not endpoint.is_comparing
        assert endpoint.change == read_clock().change

    def test_a_narrower_partner_is_told_to_remove_what_it_may_no_longer_have(self, endpoint: Endpoint) -> None:
        row = publish()
        read_all(endpoint)
        arrive(timezone.now())
        endpoint.partner.allowed_types = ["news"]
        endpoint.partner.save()
        assert behind() == [endpoint.pk]
        read_all(endpoint)
        assert told(endpoint)[-1] == ("document.gone", str(row.document_id), "waiting")
        assert behind() == []

    def test_a_wider_audience_is_told_what_it_gained(self, endpoint: Endpoint) -> None:
        publish()
        read_all(endpoint)
        while arrive(timezone.now()):
            pass
        both = publish(audience="partners")
        endpoint.partner.audience = "partners"
        endpoint.partner.save()
        read_all(endpoint)
        assert ("document.published", str(both.document_id), "waiting") in told(endpoint)


class TestRealPages:
    """From the editor's button on: the page, its document, the message."""

    def test_a_page_s_life(self, endpoint: Endpoint) -> None:
        page = factories.ambassador(title="Fonderie fictive")
        read_all(endpoint)
        first = Message.objects.get(document_id=document_id(page.translation_key, "fr"))
        while arrive(timezone.now()):
            pass
        with editorial_transaction():
            page.title = "Fonderie fictive, suite"
            page.save_revision().publish()
        read_all(endpoint)
        changed = Message.objects.filter(document_id=first.document_id).first()
        while arrive(timezone.now()):
            pass
        with editorial_transaction():
            page.unpublish()
        read_all(endpoint)
        left = Message.objects.filter(document_id=first.document_id).first()
        assert changed is not None
        assert left is not None
        assert [one.event for one in (first, changed, left)] == [
            "document.published",
            "document.updated",
            "document.gone",
        ]
        assert data_of(left)["reason"] == "not_live"
        assert all("Fonderie" not in one.text for one in (first, changed, left))
