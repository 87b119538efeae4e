"""What a reader of the change numbers is told, and what it is never told."""

from __future__ import annotations

import datetime
from collections.abc import Collection
from typing import Any

import pytest
from django.utils import timezone

from cms.feed.changes import ChangeRow, CursorTooOld, changes_since
from cms.feed.clock import read_clock
from cms.feed.models import FeedClock, FeedDocument, State
from cms.feed.selectors import tombstone
from cms.feed.sweep import sweep
from cms.feed.transaction import editorial_transaction
from cms.media.audiences import Audience
from tests import factories
from tests.cms.delivery.feed_rows import ambassador_row, bury
from tests.cms.feed.test_time_gates import HOUR, let_time_pass

pytestmark = pytest.mark.django_db
OPEN = Audience.OPEN


@pytest.fixture(autouse=True)
def _empty_feed() -> None:
    FeedDocument.objects.all().delete()


def told(
    *, after: int = 0, types: Collection[str] | None = None, locale: str | None = None, audience: Audience = OPEN
) -> dict[str, tuple[str, str]]:
    """Return what is said, as {id: (state, reason)}."""
    rows = changes_since(after=after, limit=500, audience=audience, types=types, locale=locale)
    return {str(row.document_id): (row.state, row.reason) for row in rows}


def portrait(**pages: Any) -> Any:
    """Publish a portrait and return it."""
    return factories.ambassador(title="Fonderie", **pages)


def row_of(page: Any, audience: Audience = OPEN) -> FeedDocument:
    return FeedDocument.objects.get(page_id=page.pk, audience=audience.value)


def schedule(page: Any, **dates: datetime.datetime) -> None:
    """Give a page its dates, in step with the feed."""
    with editorial_transaction():
        type(page).objects.filter(pk=page.pk).update(**dates)


class TestWhatWasNeverShown:
    def scheduled(self) -> Any:
        """Return a live page whose row waits for its hour."""
        return ambassador_row(not_before=timezone.now() + HOUR, is_announced=False, was_shown=False)

    def test_is_not_told_at_all(self) -> None:
        self.scheduled()
        shown = ambassador_row()
        assert set(told()) == {str(shown.document_id)}

    def test_is_told_when_its_hour_comes_with_every_scheduler_stopped(self) -> None:
        row = self.scheduled()
        let_time_pass(HOUR)
        assert told() == {str(row.document_id): ("live", "")}

    def test_a_window_that_opened_and_closed_unswept_was_shown(self) -> None:
        row = self.scheduled()
        FeedDocument.objects.filter(pk=row.pk).update(not_after=timezone.now() + 2 * HOUR)
        assert told() == {}
        let_time_pass(3 * HOUR)
        assert told() == {str(row.document_id): ("gone", "expired")}

    def test_its_burial_is_not_told_either(self) -> None:
        """A page that is to open later, of which the widest audience never knew, and that is deleted before."""
        page = portrait()
        FeedDocument.objects.filter(page_id=page.pk).update(
            not_before=timezone.now() + HOUR, is_announced=False, was_shown=False
        )
        document_id = row_of(page).document_id
        with editorial_transaction():
            page.delete()
        assert FeedDocument.objects.get(document_id=document_id, audience=OPEN.value).state == State.GONE
        assert str(document_id) not in told()
        assert tombstone(OPEN, document_id=document_id) is None

    def test_but_a_burial_after_its_hour_is_told_though_nobody_swept(self) -> None:
        page = portrait()
        FeedDocument.objects.filter(page_id=page.pk).update(
            not_before=timezone.now() - HOUR, is_announced=False, was_shown=False
        )
        document_id = row_of(page).document_id
        with editorial_transaction():
            page.delete()
        assert told()[str(document_id)] == ("gone", "deleted")
        assert tombstone(OPEN, document_id=document_id) is not None

    def test_an_audience_that_never_had_it_does_not_learn_of_it(self) -> None:
        page = portrait()
        with editorial_transaction():
            page.audience = "partners"
            page.save()
        other = portrait()
        FeedDocument.objects.filter(page_id=other.pk, audience=OPEN.value).delete()
        assert told()[str(row_of(page).document_id)] == ("gone", "audience")
        assert str(row_of(other, Audience.PARTNERS).document_id) not in told()
        assert told(audience=Audience.PARTNERS)[str(row_of(page, Audience.PARTNERS).document_id)] == ("live", "")


class TestTime:
    def test_a_new_reader_sees_the_expired_as_deleted_and_one_who_had_passed_is_told_after_the_sweep(self) -> None:
        page = portrait()
        schedule(page, expire_at=timezone.now() + HOUR)
        document_id = str(row_of(page).document_id)
        passed = read_clock().change
        let_time_pass(HOUR)
        assert told()[document_id] == ("gone", "expired")
        assert document_id not in told(after=passed)
        sweep()
        assert told(after=passed)[document_id] == ("gone", "expired")
        assert document_id in told()

    def test_a_picture_whose_right_ends_is_gone_for_new_readers_and_after_the_sweep_for_all(self) -> None:
        image = factories.image(rights_until=timezone.now() + HOUR)
        page = portrait(image=image)
        document_id, passed = row_of(page).document_id, read_clock().change

        def picture(after: int) -> list[bool]:
            rows = changes_since(after=after, limit=500, audience=OPEN)
            return [b'"image":null' not in row.body for row in rows if row.document_id == document_id and row.body]

        assert picture(0) == [True]
        let_time_pass(HOUR)
        assert (picture(0), picture(passed)) == ([False], [])
        sweep()
        assert (picture(0), picture(passed)) == ([False], [False])

    def test_what_was_public_and_is_put_off_is_deleted_until_then(self) -> None:
        row = ambassador_row(not_before=timezone.now() + HOUR, is_announced=False)
        assert told() == {str(row.document_id): ("gone", "scheduled")}

    def test_until_is_the_next_edge_of_what_is_shown(self) -> None:
        edge = timezone.now() + HOUR
        shown, other = ambassador_row(not_after=edge), ambassador_row()
        bury(ambassador_row(not_after=edge))
        found = {row.document_id: row.until for row in changes_since(after=0, limit=9, audience=OPEN) if row.body}
        assert found == {shown.document_id: edge, other.document_id: None}


class TestFilters:
    def test_a_language_keeps_its_own_deletions(self) -> None:
        french, english = bury(ambassador_row()), bury(ambassador_row(locale="en"))
        assert set(told(locale="fr")) == {str(french.document_id)}
        assert set(told(locale="en")) == {str(english.document_id)}

    def test_types_keep_their_own_deletions(self) -> None:
        row = bury(ambassador_row())
        assert told(types=("ambassador",)) == {str(row.document_id): ("gone", "")}
        assert told(types=("news",)) == {}
        assert told(types=()) == {}

    def test_a_document_that_becomes_another_type_is_deleted_for_those_who_knew_it(self) -> None:
        page = portrait()
        document_id = str(row_of(page).document_id)
        # What a restored dump or an import may do: another page takes over the content.
        article = factories.article()
        with editorial_transaction():
            key = page.translation_key
            page.delete()
            type(article).objects.filter(pk=article.pk).update(translation_key=key)
            article.refresh_from_db()
            article.save_revision().publish()
        row = FeedDocument.objects.get(document_id=document_id, audience=OPEN.value)
        assert (row.type, row.former_types) == ("article", "|ambassador|")
        rows: list[ChangeRow] = changes_since(after=0, limit=500, audience=OPEN, types={"ambassador"})
        (found,) = [row for row in rows if str(row.document_id) == document_id]
        assert (found.type, found.state, found.reason, found.body) == ("ambassador", "gone", "type", None)
        assert told(types={"article"})[document_id] == ("live", "")
        assert told()[document_id] == ("live", "")


class TestPruned:
    @pytest.fixture(autouse=True)
    def _clock(self) -> None:
        FeedClock.objects.update_or_create(pk=1, defaults={"change": 90, "forgotten_change": 50})

    @pytest.mark.parametrize(
        ("after", "begun_at", "is_told"), [(0, 0, True), (50, 0, True), (49, 0, False), (10, 50, True), (10, 49, False)]
    )
    def test_a_place_holds_while_no_deletion_after_it_was_forgotten(
        self, after: int, begun_at: int, is_told: bool
    ) -> None:
        try:
            changes_since(after=after, begun_at=begun_at, limit=1, audience=OPEN)
        except CursorTooOld:
            assert not is_told
        else:
            assert is_told

    def test_pruning_between_the_rows_and_the_clock_is_noticed(self, monkeypatch: pytest.MonkeyPatch) -> None:
        """The rows are read before the tombstone goes, or its going is seen."""
        row = bury(ambassador_row())
        FeedClock.objects.update(change=row.change)

        def prune_first() -> FeedClock:
            FeedClock.objects.update(forgotten_change=row.change)
            FeedDocument.objects.all().delete()
            return read_clock()

        monkeypatch.setattr("cms.feed.changes.read_clock", prune_first)
        with pytest.raises(CursorTooOld):
            changes_since(after=row.change - 1, limit=1, audience=OPEN)
        assert changes_since(after=row.change, limit=1, audience=OPEN) == []

    def test_what_was_forgotten_stays_forgotten(self, settings: Any) -> None:
        """A clock that jumped may make an older tombstone the newest of those to forget."""
        long_ago = timezone.now() - datetime.timedelta(days=settings.FEED_TOMBSTONE_DAYS + 1)
        old = bury(ambassador_row(modified_at=long_ago))
        FeedDocument.objects.filter(pk=old.pk).update(change=7)
        sweep()
        assert not FeedDocument.objects.filter(pk=old.pk).exists()
        assert read_clock().forgotten_change == 50
