"""No portrait is public unless its company is currently admitted, at every second, by every door."""

from __future__ import annotations

import datetime
import time
from typing import Any

import pytest
from django.db.models import F
from django.test import Client
from django.utils import timezone

from cms.feed.clock import database_now
from cms.feed.facts import Facts
from cms.feed.models import DirtyMark, FeedDocument, State
from cms.feed.selectors import document_for_page, list_documents
from cms.feed.sweep import sweep
from cms.feed.transaction import editorial_transaction
from cms.media.audiences import Audience
from cms.selection.admission import needs_admission
from cms.selection.gates import MANDATE_ENDED, MANDATE_WITHDRAWN, NOT_ADMITTED, admission_gate, rule
from cms.selection.mandates import admit_existing, renew, shorten, withdraw
from cms.selection.models import Mandate
from cms.selection.refusals import SelectionRefused
from tests import factories, selection_world
from tests.feed_world import assert_in_step

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("_cleared")]
DAY, HOUR = datetime.timedelta(days=1), datetime.timedelta(hours=1)
NOW = datetime.datetime(2027, 6, 1, tzinfo=datetime.UTC)


def line(*spans: tuple[int, int], withdrawn: tuple[int, ...] = ()) -> list[Mandate]:
    """Return unsaved mandates from and to so many days from NOW; `withdrawn` says which were, yesterday."""
    return [
        Mandate(
            starts_at=NOW + first * DAY,
            ends_at=NOW + end * DAY,
            withdrawn_at=NOW - DAY if number in withdrawn else None,
        )
        for number, (first, end) in enumerate(spans)
    ]


class TestRule:
    @pytest.mark.parametrize(
        ("mandates", "reason", "window"),
        [
            (line(), NOT_ADMITTED, None),
            (line((-10, 10)), None, (-10, 10)),
            (line((-10, 10), (10, 20)), None, (-10, 20)),  # a renewal leaves no gap
            (line((-10, 10), (11, 20)), None, (-10, 10)),  # a gap is one
            (line((-20, -10), (5, 10)), None, (5, 10)),  # to come
            (line((-20, -10)), MANDATE_ENDED, None),
            (line((-20, 0)), MANDATE_ENDED, None),  # the end is exclusive
            (line((0, 20)), None, (0, 20)),  # the beginning is not
            (line((-20, 20), withdrawn=(0,)), MANDATE_WITHDRAWN, None),
            (line((-20, -10), (-10, 20), withdrawn=(1,)), MANDATE_WITHDRAWN, None),
            (line((-20, 20), (-5, 20), withdrawn=(0,)), None, (-5, 20)),  # admitted again
            (line((-20, -10), (-9, -2), withdrawn=(0,)), MANDATE_ENDED, None),
        ],
    )
    def test_what_the_mandates_of_a_company_say(
        self, mandates: list[Mandate], reason: Any, window: tuple[int, int] | None
    ) -> None:
        ruling = rule(mandates, NOW)
        assert ruling.reasons == ((reason,) if reason else ())
        if window:
            assert (ruling.not_before, ruling.not_after) == (NOW + window[0] * DAY, NOW + window[1] * DAY)

    def test_ends_are_withdrawals_for_those_who_read_the_feed(self) -> None:
        assert {MANDATE_ENDED.state, MANDATE_WITHDRAWN.state} == {State.WITHDRAWN}
        assert NOT_ADMITTED.state == State.GONE


@pytest.fixture
def portrait(db: None) -> Any:
    return factories.ambassador(title="Fonderie", slug="fonderie")


def seen(page: Any) -> bool:
    """Tell whether everyone sees a page, by the feed and by its list."""
    listed = list_documents("ambassador", locale=page.locale.language_code, audience=Audience.OPEN).items
    found = document_for_page(page, Audience.OPEN) is not None
    assert found == any(item["title"] == page.title for item in listed)
    return found


def admit(page: Any, **spans: Any) -> Mandate:
    with editorial_transaction():
        return selection_world.mandate(page, **spans)


def let_time_pass(span: datetime.timedelta) -> None:
    """Shift every date back, mandates' and rows' alike. Nobody notices: no mark is left, no scheduler runs."""
    for model, fields in (
        (Mandate, ("starts_at", "ends_at")),
        (FeedDocument, ("not_before", "not_after", "next_at", "modified_at")),
    ):
        for field in fields:
            model._base_manager.filter(**{f"{field}__isnull": False}).update(**{field: F(field) - span})
    DirtyMark.objects.all().delete()


class TestAdmission:
    def test_it_works(self, portrait: Any, client: Client) -> None:
        assert not seen(portrait)
        assert client.get("/ambassadeurs/fonderie/").status_code == 404
        admit(portrait)
        assert seen(portrait)
        assert client.get("/ambassadeurs/fonderie/").status_code == 200
        assert client.get("/api/v1/ambassadors/fonderie").status_code == 200
        assert_in_step()

    def test_only_portraits_need_it(self) -> None:
        article = factories.article()
        assert not needs_admission(type(article))
        assert document_for_page(article, Audience.OPEN) is not None

    def test_every_language_shares_the_mandate(self, portrait: Any) -> None:
        english = factories.translate(portrait, title="Foundry", slug="foundry")
        assert not seen(english)
        mandate = admit(portrait)
        assert seen(english)
        withdraw(mandate, reason="Fermeture", user=None)
        assert not seen(english)
        assert_in_step()

    def test_an_alias_follows_its_source_and_a_copy_does_not(self, portrait: Any) -> None:
        admit(portrait)
        with editorial_transaction():
            alias = portrait.create_alias(parent=portrait.get_parent(), update_slug="miroir")
            copy = portrait.copy(to=portrait.get_parent(), update_attrs={"slug": "copie", "title": "Copie"})
        assert document_for_page(alias, Audience.OPEN) is not None
        assert not seen(copy)
        assert_in_step()

    def test_a_changed_row_is_noticed_whoever_changes_it(self, portrait: Any) -> None:
        mandate = admit(portrait)
        with editorial_transaction():
            Mandate.objects.filter(pk=mandate.pk).update(withdrawn_at=timezone.now())
        assert not seen(portrait)
        with editorial_transaction():
            Mandate.objects.filter(pk=mandate.pk).update(withdrawn_at=None)
        assert seen(portrait)
        with editorial_transaction():
            Mandate.objects.all().delete()
        assert not seen(portrait)
        assert_in_step()

    def test_a_batch_is_judged_with_one_query(self, django_assert_num_queries: Any) -> None:
        pages = [factories.ambassador() for _each in range(5)]
        for page in pages:
            admit(page)
        fresh = [type(page).objects.get(pk=page.pk) for page in pages]
        facts, now = Facts.load(fresh), database_now()
        with django_assert_num_queries(1):
            for page in fresh:
                for audience in Audience:
                    assert admission_gate(page, audience, now, facts).reasons == ()


class TestTime:
    def test_it_is_gone_at_that_second_with_every_scheduler_stopped(self, portrait: Any, client: Client) -> None:
        edge = database_now() + datetime.timedelta(seconds=2)
        with editorial_transaction():
            mandate = selection_world.mandate(portrait)
            Mandate.objects.filter(pk=mandate.pk).update(ends_at=edge)
        before = seen(portrait)
        if database_now() < edge:
            assert before
        time.sleep(max(0.0, (edge - database_now()).total_seconds()) + 0.01)
        assert not seen(portrait)
        assert client.get("/ambassadeurs/fonderie/").status_code == 404
        assert client.get("/api/v1/ambassadors/fonderie").status_code in {404, 410}
        sweep()
        row = FeedDocument.objects.get(page_id=portrait.pk, audience="open")
        assert row.state == State.WITHDRAWN
        assert_in_step()

    def test_it_comes_at_its_second(self, portrait: Any) -> None:
        admit(portrait, starts_in=HOUR)
        assert not seen(portrait)
        let_time_pass(HOUR)
        assert seen(portrait)
        sweep()
        assert_in_step()

    def test_a_renewal_carries_it_over_the_edge(self, portrait: Any) -> None:
        mandate = admit(portrait, ends_in=HOUR)
        renew(mandate, last_day=timezone.localdate() + 90 * DAY, reason="Comité du 3 mai", user=None)
        let_time_pass(2 * HOUR)
        assert seen(portrait)


class TestMandates:
    def test_a_withdrawal_takes_the_renewal_with_it(self, portrait: Any, director: Any) -> None:
        mandate = admit(portrait, ends_in=30 * DAY)
        renew(mandate, last_day=timezone.localdate() + 90 * DAY, reason="Encore", user=director)
        withdraw(mandate, reason="A quitté le territoire", user=director)
        assert not seen(portrait)
        assert Mandate.objects.filter(withdrawn_at=None).count() == 0
        with pytest.raises(SelectionRefused):
            withdraw(mandate, reason="Encore", user=director)

    def test_it_can_be_admitted_again(self, portrait: Any, director: Any) -> None:
        withdraw(admit(portrait), reason="Erreur", user=director)
        today = timezone.localdate()
        admit_existing(portrait, first_day=today, last_day=today + 90 * DAY, basis="Comité du 4 mai", user=director)
        assert seen(portrait)

    def test_it_can_be_shortened_but_not_into_the_past(self, portrait: Any, director: Any) -> None:
        mandate = admit(portrait, ends_in=30 * DAY)
        later = renew(mandate, last_day=timezone.localdate() + 90 * DAY, reason="Encore", user=director)
        for days in (-1, 60):
            with pytest.raises(SelectionRefused):
                shorten(mandate, last_day=timezone.localdate() + days * DAY, reason="Plus tôt", user=director)
        shorten(mandate, last_day=timezone.localdate() + 3 * DAY, reason="Plus tôt", user=director)
        later.refresh_from_db()
        assert later.withdrawn_at is not None
        row = FeedDocument.objects.get(page_id=portrait.pk, audience="open")
        assert timezone.localtime(row.not_after).date() == timezone.localdate() + 4 * DAY

    def test_a_renewal_must_lead_further(self, portrait: Any, director: Any) -> None:
        mandate = admit(portrait, ends_in=30 * DAY)
        with pytest.raises(SelectionRefused):
            renew(mandate, last_day=timezone.localdate() + 10 * DAY, reason="Encore", user=director)

    def test_an_ended_one_is_renewed_from_today(self, portrait: Any, director: Any) -> None:
        mandate = admit(portrait, starts_in=-30 * DAY, ends_in=-DAY)
        assert not seen(portrait)
        renew(mandate, last_day=timezone.localdate() + 10 * DAY, reason="Encore", user=director)
        assert seen(portrait)

    @pytest.mark.parametrize(
        "act", [withdraw, lambda one, **data: renew(one, last_day=timezone.localdate() + 999 * DAY, **data)]
    )
    def test_each_needs_a_reason(self, portrait: Any, director: Any, act: Any) -> None:
        mandate = admit(portrait)
        with pytest.raises(SelectionRefused):
            act(mandate, reason=" ", user=director)

    def test_a_standing_mandate_is_not_doubled(self, portrait: Any, director: Any) -> None:
        admit(portrait)
        today = timezone.localdate()
        with pytest.raises(SelectionRefused):
            admit_existing(portrait, first_day=today, last_day=today + DAY, basis="Encore", user=director)
        with pytest.raises(SelectionRefused):
            admit_existing(factories.article(), first_day=today, last_day=today + DAY, basis="Non", user=director)

    def test_a_deleted_portrait_leaves_its_mandate_and_its_translation_still_follows_it(
        self, portrait: Any, director: Any
    ) -> None:
        english = factories.translate(portrait, title="Foundry", slug="foundry")
        mandate = admit(portrait)
        with editorial_transaction():
            portrait.delete()
        assert seen(english)
        withdraw(mandate, reason="Fermeture", user=director)
        assert not seen(english)
        assert_in_step()
