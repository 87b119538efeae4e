"""The panel "In the feed?" says of each partner what the partner's own key is answered: one decision, asked twice."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone, translation
from wagtail.models import Page, PageViewRestriction

from cms.feed.identity import document_id
from cms.feed.models import FeedDocument
from cms.feed.transaction import editorial_transaction
from cms.partners.models import Partner
from cms.partnerships.viewers import NO_KEY, NOT_ANSWERED, ON_HOLD, partner_viewers
from cms.recall.taking_back import withdraw_page
from cms.workflow.why import explain_draft, explain_live
from tests import factories
from tests.recall_world import ASKED, article_with
from tests.usage_world import keyed, partner

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _in_english() -> Iterator[None]:
    with translation.override("en"):
        yield


def fresh(page: Page) -> Any:
    return type(page).objects.get(pk=page.pk)


def answers(explanation: Any) -> dict[str, Any]:
    return {str(answer.viewer.label): answer for answer in explanation.singles}


def eligibility(client: Client, page: Page, key: dict[str, Any]) -> Any:
    public_id = document_id(page.translation_key, page.locale.language_code)
    return client.get(f"/api/v1/documents/{public_id}/eligibility", **key)


def restricted(page: Page) -> Page:
    with editorial_transaction():
        PageViewRestriction.objects.create(page=page, restriction_type="login")
    return page


def unpublished(page: Page) -> Page:
    with editorial_transaction():
        page.unpublish()
    return page


def withdrawn(page: Page) -> Page:
    with editorial_transaction():
        withdraw_page(page, request=ASKED)
    return page


PAGES = {
    "open": lambda: factories.article(),
    "for partners": lambda: factories.article(audience="partners"),
    "for us": lambda: factories.article(audience="own"),
    "draft": lambda: factories.article(is_live=False),
    "restricted": lambda: restricted(factories.article()),
    "unpublished": lambda: unpublished(factories.article()),
    "withdrawn": lambda: withdrawn(factories.article()),
    "ending": lambda: factories.article(expire_at=timezone.now() + datetime.timedelta(days=1)),
    "portrait": lambda: factories.ambassador(),
}


class TestOneDecision:
    @pytest.mark.parametrize("state", PAGES)
    def test_the_panel_and_the_partner_s_own_address_agree(self, client: Client, state: str) -> None:
        page = PAGES[state]()
        keys = {
            made.name: keyed(made)
            for made in (
                partner("Ouvert", audience="open"),
                partner("Partenaire", audience="partners"),
                partner("Maison", audience="own"),
                partner("Articles seuls", audience="partners", allowed_types=["article"]),
                partner("Portraits seuls", audience="partners", allowed_types=["ambassador"]),
            )
        }
        panel = answers(explain_live(fresh(page)))
        assert panel.keys() == keys.keys()
        for name, key in keys.items():
            said = eligibility(client, page, key)
            is_in_feed = said.status_code == 200 and said.json()["in_feed"]
            assert panel[name].is_shown == is_in_feed, (name, said.content)
            assert bool(panel[name].against) != is_in_feed, name

    def test_a_row_that_the_judge_would_not_have_written_is_told(self, client: Client) -> None:
        article = factories.article()
        key = keyed(partner(audience="partners"))
        past = timezone.now() - datetime.timedelta(hours=1)
        FeedDocument.objects.filter(page_id=article.pk).update(not_after=past)
        [answer] = answers(explain_live(fresh(article))).values()
        assert not answer.is_shown
        assert [line.against for line in answer.against] == [("Their key is answered that its time is over.",)]
        assert eligibility(client, article, key).json()["rules"][2]["code"] == "expired"


class TestWhatSpeaksAgainstOnePartner:
    def test_a_type_that_was_not_agreed_on(self) -> None:
        keyed(partner(allowed_types=["article"]))
        portrait = factories.ambassador()
        for explanation in (explain_live(fresh(portrait)), explain_draft(fresh(portrait))):
            [answer] = answers(explanation).values()
            assert not answer.is_shown
            assert "agreed on" in str([line.label for line in answer.against])

    def test_one_on_hold_and_one_without_a_key(self) -> None:
        paused = partner("En pause", audience="partners")
        keyed(paused)
        Partner.objects.filter(pk=paused.pk).update(is_active=False)
        partner("Sans clé", audience="partners")
        partner("Sans clé mais ouvert", audience="open")
        page = factories.article()
        codes = {
            str(viewer.label): [reason.code for reason in viewer.refuses(fresh(page))] for viewer in partner_viewers()
        }
        assert codes == {"En pause": [ON_HOLD], "Sans clé": [NO_KEY], "Sans clé mais ouvert": []}

    def test_rules_that_hold_are_told_to_partners_alone(self) -> None:
        keyed(partner())
        explanation = explain_live(fresh(article_with(factories.image())))
        assert len(explanation.pictures[0].answers) == 3
        [single] = explanation.singles
        assert len(single.held) == len(explanation.audiences[0].held) + 3

    def test_a_draft_is_foretold_without_asking_what_is_stored(self) -> None:
        keyed(partner(audience="partners"))
        draft = factories.article(is_live=False)
        [answer] = answers(explain_draft(draft)).values()
        assert NOT_ANSWERED not in repr(answer)
        assert "answered" not in str([line.against for line in answer.against])


class TestCost:
    def test_does_not_grow_with_partners_who_may_have_the_same(self) -> None:
        page = factories.article()
        counts = []
        for number in range(6):
            keyed(partner(f"Ville {number}", audience="partners"))
            if number in (0, 5):
                with CaptureQueriesContext(
                    connection,
                ) as queries:
                    explain_live(fresh(page))
                counts.append(len(queries))
        assert counts[0] == counts[1]
        assert Partner.objects.count() == 6
