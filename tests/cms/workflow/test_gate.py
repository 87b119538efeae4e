"""The gate of the read model: what was approved is what is published, whichever door was used."""

from __future__ import annotations

import datetime

import pytest
from wagtail.log_actions import LogContext
from wagtail.models import Page

from cms.feed.models import FeedDocument, State
from cms.feed.transaction import PublicationRefused, editorial_transaction
from cms.selection.mandates import admit_existing
from cms.workflow.decisions import missing, record
from cms.workflow.fingerprint import fingerprint
from cms.workflow.kinds import Kind, Outcome
from tests import factories
from tests.workflow_world import clear, complete_portrait, person, publish_cleared

pytestmark = pytest.mark.django_db


@pytest.fixture
def article() -> Page:
    return factories.article(is_live=False)


def states(page: Page) -> set[str]:
    return set(FeedDocument.objects.filter(page_id=page.pk).values_list("state", flat=True))


class TestGate:
    def test_it_works(self, article: Page) -> None:
        publish_cleared(article)
        assert states(article) == {State.LIVE}

    def test_refuses_a_publication_without_decisions_and_rolls_it_back(self, article: Page) -> None:
        with pytest.raises(PublicationRefused, match=r"reviewed|relu"), editorial_transaction():
            article.get_latest_revision().publish()
        article.refresh_from_db()
        assert not article.live
        assert states(article) == set()

    def test_refuses_what_a_script_made_live(self, article: Page) -> None:
        with editorial_transaction():
            Page.objects.filter(pk=article.pk).update(live=True)
            from cms.feed.transaction import mark_dirty

            mark_dirty("page", article.pk)
        assert states(article) == set()

    def test_an_edit_of_the_live_row_behind_every_signal_takes_it_down(self, article: Page) -> None:
        publish_cleared(article)
        with editorial_transaction():
            type(article).objects.filter(pk=article.pk).update(summary="Autre chose.")
        assert states(article) == {State.GONE}

    def test_a_publisher_s_own_act_is_the_decision_to_publish(self, article: Page) -> None:
        chief = person("chef", is_superuser=True)
        clear(article, Kind.REVIEW)
        with editorial_transaction(), LogContext(user=chief):
            article.get_latest_revision().publish(user=chief)
        assert states(article) == {State.LIVE}
        assert missing(type(article).objects.get(pk=article.pk)) == []

    def test_a_withdrawal_leaves_the_tombstone_of_a_withdrawal(self, portrait: Page) -> None:
        take_back(portrait)
        assert states(portrait) == {State.WITHDRAWN}

    def test_unpublished_in_the_same_move_it_is_still_withdrawn(self, portrait: Page) -> None:
        with editorial_transaction():
            take_back(portrait)
            type(portrait).objects.get(pk=portrait.pk).unpublish()
        assert states(portrait) == {State.WITHDRAWN}

    def test_signed_again_it_waits_for_the_publisher(self, portrait: Page) -> None:
        take_back(portrait)
        clear(portrait, Kind.SIGN_OFF)
        assert states(portrait) == {State.WITHDRAWN}
        assert missing(portrait) == [Kind.PUBLICATION]
        clear(portrait, Kind.PUBLICATION)
        assert states(portrait) == {State.LIVE}


@pytest.fixture
def portrait() -> Page:
    """Return a published portrait of a company with a mandate."""
    page = complete_portrait()
    today = datetime.date.today()
    admit_existing(page, first_day=today, last_day=today + datetime.timedelta(days=365), basis="Essai.")
    return publish_cleared(page)


def take_back(page: Page) -> None:
    with editorial_transaction():
        record(page=page, digest=fingerprint(page), kind=Kind.SIGN_OFF, outcome=Outcome.WITHDRAWN)
