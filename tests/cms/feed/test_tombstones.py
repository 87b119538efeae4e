"""What a list lost is told to those who could ever see it, and to nobody else."""

from __future__ import annotations

import datetime

import pytest
from django.utils import timezone

from cms.feed.freshness import changed_at, counts_end_at
from cms.feed.models import FeedDocument
from cms.feed.tombstones import tombstones_of
from cms.media.audiences import Audience
from tests.cms.delivery.feed_rows import START, ambassador_row, bury

pytestmark = pytest.mark.django_db
DAY = datetime.timedelta(days=1)


def told() -> set[object]:
    found = tombstones_of(Audience.OPEN, type_names=["ambassador"], locale="fr", limit=10)
    return {stone.document_id for stone in found}


class TestTombstones:
    def test_what_was_shown_and_is_gone(self) -> None:
        row = bury(ambassador_row())
        assert told() == {row.document_id}

    def test_what_was_scheduled_and_taken_back_before_its_hour_is_not_told(self) -> None:
        bury(ambassador_row(), is_announced=False)
        assert told() == set()

    def test_nor_is_what_waits_for_its_hour(self) -> None:
        ambassador_row(not_before=timezone.now() + DAY, was_shown=False, is_announced=False)
        assert told() == set()

    def test_what_was_shown_and_waits_for_another_hour_is(self) -> None:
        row = ambassador_row(not_before=timezone.now() + DAY, was_shown=True, is_announced=False)
        assert told() == {row.document_id}

    def test_what_opened_and_ended_by_itself_is(self) -> None:
        now = timezone.now()
        row = ambassador_row(not_before=now - 2 * DAY, not_after=now - DAY, was_shown=False, is_announced=False)
        assert told() == {row.document_id}


class TestChangedAt:
    """`If-Modified-Since` must not tell that somebody works on what nobody was shown."""

    def at(self) -> datetime.datetime:
        return changed_at(Audience.OPEN, locale="fr", type_name="ambassador")

    def test_a_hidden_row_moves_no_date(self) -> None:
        ambassador_row(modified_at=timezone.now() - DAY)
        before = self.at()
        bury(ambassador_row(modified_at=timezone.now()), is_announced=False)
        ambassador_row(modified_at=timezone.now(), not_before=timezone.now() + DAY, was_shown=False)
        assert self.at() == before

    def test_a_removal_does(self) -> None:
        row = ambassador_row(modified_at=timezone.now() - DAY)
        before = self.at()
        FeedDocument.objects.filter(pk=bury(row).pk).update(modified_at=timezone.now())
        assert self.at() > before > START


class TestCountsEndAt:
    """Numbers are true as long as every document that they count is there, on whatever page."""

    def at(self) -> datetime.datetime | None:
        return counts_end_at(Audience.OPEN, locale="fr", type_names=("ambassador",))

    def test_is_when_the_first_one_ends(self) -> None:
        now = timezone.now()
        ambassador_row()
        assert self.at() is None
        ambassador_row(not_after=now + 2 * DAY)
        ambassador_row(not_after=now + DAY)
        assert self.at() == now + DAY

    def test_what_is_not_counted_does_not_matter(self) -> None:
        now = timezone.now()
        ambassador_row(not_after=now - DAY)
        ambassador_row(not_after=now + DAY, locale="en")
        ambassador_row(not_after=now + DAY, audience="own")
        bury(ambassador_row())
        assert self.at() is None
