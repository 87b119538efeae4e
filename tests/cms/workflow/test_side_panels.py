"""The panels beside the editor: what is missing, who has decided, who gets the page; drawn anew at each save."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils.html import escape
from wagtail.models import Page

from cms.feed.transaction import editorial_transaction
from cms.workflow.completeness import reasons
from cms.workflow.decisions import record
from cms.workflow.fingerprint import fingerprint
from cms.workflow.kinds import Kind, Outcome
from cms.workflow.side_panels import decisions_held
from tests import factories
from tests.desk import Desk
from tests.workflow_world import clear

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk(client: Client) -> Desk:
    return Desk(client)


def panel(html: str, name: str) -> str:
    """Return the part of an edit view that one panel draws."""
    start = (
        html.index(f'data-side-panel="{name}"') if f'data-side-panel="{name}"' in html else html.index(f"='{name}']\"")
    )
    ends = [html.find(mark, start + 20) for mark in ('data-side-panel="', "[data-side-panel='", "</aside>")]
    return html[start : min(end for end in ends if end > 0)]


def edit(desk: Desk, page: Page) -> str:
    return str(desk.client.get(reverse("wagtailadmin_pages:edit", args=[page.pk])).content.decode())


class TestCompleteness:
    def test_it_works(self, desk: Desk) -> None:
        article = factories.article(is_live=False, image=factories.image(credit=""))
        html = panel(edit(desk, article), "completeness")
        [reason] = [one for one in reasons(article) if one.is_blocking]
        assert escape(str(reason.message)) in html
        assert escape(reason.url) in html

    def test_what_blocks_comes_before_advice(self, desk: Desk) -> None:
        image = factories.image(credit="", may_open=False)
        html = panel(edit(desk, factories.article(is_live=False, image=image)), "completeness")
        assert html.index("house-missing") < html.index("house-advice") < html.index("house-decisions")

    def test_the_toggle_counts_what_blocks(self, desk: Desk) -> None:
        html = edit(desk, factories.article(is_live=False, image=factories.image(credit="", author="")))
        toggle = html[html.index('data-side-panel-toggle="completeness"') :][:1500]
        assert ">\n            2\n" in toggle

    def test_decisions_are_those_on_what_the_draft_says(self, desk: Desk) -> None:
        article = factories.article(is_live=False)
        clear(article.get_latest_revision().as_object(), Kind.REVIEW)
        assert [(one.kind, one.is_given) for one in decisions_held(article)] == [
            (Kind.REVIEW, True),
            (Kind.COMPLETENESS, False),
            (Kind.PUBLICATION, False),
        ]
        article.summary = "Changé."
        with editorial_transaction():
            article.save_revision()
        assert not any(one.is_given for one in decisions_held(article))

    def test_a_withdrawn_signature_is_not_shown_as_given(self) -> None:
        portrait = factories.ambassador()
        with editorial_transaction():
            record(page=portrait, digest=fingerprint(portrait), kind=Kind.SIGN_OFF, outcome=Outcome.WITHDRAWN)
            record(page=portrait, digest="v1:other", kind=Kind.REVIEW, outcome=Outcome.APPROVED)
        held = {one.kind: one.is_given for one in decisions_held(portrait)}
        assert held[Kind.REVIEW]
        assert not held[Kind.SIGN_OFF]


class TestWhy:
    def test_it_works(self, desk: Desk) -> None:
        html = panel(edit(desk, factories.article(image=factories.image(title="Four", may_open=False))), "why")
        assert html.index("house-why-live") < html.index("house-why-draft")
        assert html.count("Four") >= 2

    def test_says_so_of_a_kind_that_never_leaves(self, desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
        article = factories.article()
        monkeypatch.setattr("cms.workflow.side_panels.registry.for_model", lambda model: None)
        html = panel(edit(desk, article), "why")
        assert "house-why-live" not in html


class TestSaving:
    def save(self, desk: Desk, address: str, data: dict[str, Any]) -> Any:
        return desk.client.post(address, data, headers={"Accept": "application/json"})

    def test_both_panels_are_drawn_anew(self, desk: Desk) -> None:
        article = factories.article(is_live=False)
        address = reverse("wagtailadmin_pages:edit", args=[article.pk])
        data = {**desk.form(address, "page-edit-form"), "image": factories.image(credit="").pk}
        answer = self.save(desk, address, data)
        html = answer.json()["html"]
        assert "[data-side-panel='completeness']" in html
        assert "[data-side-panel='why']" in html
        assert "data-side-panel-toggle-counter" in html
        assert escape("credit") in html or escape("crédit") in html

    def test_a_new_page_is_told_to_be_saved_first(self, desk: Desk) -> None:
        parent = factories.article().get_parent()
        address = reverse("wagtailadmin_pages:add", args=["news", "articlepage", parent.pk])
        html = str(desk.client.get(address).content.decode())
        assert "house-missing" not in html
        assert 'data-side-panel="completeness"' in html
        assert 'data-side-panel="why"' in html

    def test_an_alias_has_none(self, desk: Desk) -> None:
        article = factories.article()
        with editorial_transaction():
            alias = article.create_alias(update_slug="miroir")
        assert "house-side-panel" not in edit(desk, alias)
