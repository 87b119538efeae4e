"""The acts that matter, sent as a form would send them: who brings them about, and who changes nothing."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.db import transaction
from django.test import Client
from wagtail.models import Page, PageViewRestriction, Revision

from cms.selection.models import CommitteeDecision, Vote
from cms.signoff.models import SignOffRequest
from cms.workflow.kinds import Kind
from cms.workflow.records import Decision
from cms.workflow.roles import Role
from tests import factories, signoff_world
from tests.cms.workflow.permissions.table import LETTERS
from tests.cms.workflow.permissions.world import World, make_world
from tests.workflow_world import clear, edit

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> World:
    return make_world()


def who(world: World, address: str, data: dict[str, Any], happened: Callable[[], bool]) -> str:
    """Return the letters of the roles whose form brings something about; each begins with the same world."""
    assert not happened()
    letters = ""
    for role, user in world.people.items():
        client = Client(raise_request_exception=False)
        client.force_login(user)
        with transaction.atomic():
            client.post(address, data, HTTP_ACCEPT="text/html", HTTP_REFERER="http://testserver/admin/")
            letters += LETTERS[role] if happened() else ""
            transaction.set_rollback(True)
    # A stranger, at last.
    Client().post(address, data)
    assert not happened()
    return letters


def live(page: Page) -> bool:
    return Page.objects.get(pk=page.pk).live


def form_of(page: Page, world: World) -> dict[str, Any]:
    """Return the fields of an article's form, as the editor would send them back unchanged."""
    return {
        "title": page.title,
        "slug": page.slug,
        "summary": page.summary,
        "date": page.date.isoformat(),
        "author_line": "",
        "audience": "open",
        "body-count": "0",
        "related_ambassadors-TOTAL_FORMS": "0",
        "related_ambassadors-INITIAL_FORMS": "0",
        "comments-TOTAL_FORMS": "0",
        "comments-INITIAL_FORMS": "0",
    }


@pytest.fixture
def article(world: World) -> Page:
    return factories.article()


class TestPublishing:
    def test_only_those_who_answer_by_law_publish(self, world: World) -> None:
        page = factories.article(is_live=False)
        clear(page, Kind.REVIEW)
        data = {**form_of(page, world), "action-publish": "1"}
        assert who(world, f"/admin/pages/{page.pk}/edit/", data, lambda: live(page)) == "PA"

    def test_a_writer_publishes_nothing_while_making_it(self, world: World, article: Page) -> None:
        data = {**form_of(article, world), "slug": "tout-neuf", "action-publish": "1"}
        address = f"/admin/pages/add/news/articlepage/{article.get_parent().pk}/"
        assert who(world, address, data, lambda: Page.objects.filter(slug="tout-neuf", live=True).exists()) == ""
        assert who(world, address, data, lambda: Page.objects.filter(slug="tout-neuf").exists()) == "WPA"

    def test_nothing_is_scheduled_by_a_writer(self, world: World) -> None:
        page = factories.article(is_live=False)
        clear(page, Kind.REVIEW)
        data = {**form_of(page, world), "go_live_at": "2090-01-01 09:00", "action-publish": "1"}
        scheduled = Revision.objects.filter(object_id=str(page.pk), approved_go_live_at__isnull=False)
        assert who(world, f"/admin/pages/{page.pk}/edit/", data, scheduled.exists) == "PA"

    def test_bulk(self, world: World) -> None:
        page = factories.article(is_live=False)
        clear(page, Kind.REVIEW)
        address = f"/admin/bulk/wagtailcore/page/publish/?id={page.pk}&next=/admin/"
        assert who(world, address, {}, lambda: live(page)) == "PA"


class TestTakingAway:
    def test_unpublishing(self, world: World, article: Page) -> None:
        assert who(world, f"/admin/pages/{article.pk}/unpublish/", {}, lambda: not live(article)) == "PA"

    def test_unpublishing_in_bulk(self, world: World, article: Page) -> None:
        address = f"/admin/bulk/wagtailcore/page/unpublish/?id={article.pk}&next=/admin/"
        assert who(world, address, {}, lambda: not live(article)) == "PA"

    def test_deleting_what_is_live(self, world: World, article: Page) -> None:
        gone = lambda: not Page.objects.filter(pk=article.pk).exists()  # noqa: E731
        assert who(world, f"/admin/pages/{article.pk}/delete/", {}, gone) == "PA"

    def test_a_writer_deletes_a_draft(self, world: World) -> None:
        draft = factories.article(is_live=False)
        gone = lambda: not Page.objects.filter(pk=draft.pk).exists()  # noqa: E731
        assert who(world, f"/admin/pages/{draft.pk}/delete/", {}, gone) == "WPA"

    def test_hiding_behind_a_login(self, world: World, article: Page) -> None:
        data = {"restriction_type": "login"}
        restricted = PageViewRestriction.objects.filter(page=article)
        assert who(world, f"/admin/pages/{article.pk}/privacy/", data, restricted.exists) == "PA"

    def test_putting_in_another_order(self, world: World, article: Page) -> None:
        first = article.get_parent().get_children().first()
        address = f"/admin/pages/{article.pk}/set_position/?position=0"
        moved = lambda: article.get_parent().get_children().first() != first  # noqa: E731
        assert who(world, address, {}, moved) == "PA"

    def test_locking(self, world: World, article: Page) -> None:
        locked = Page.objects.filter(pk=article.pk, locked=True)
        assert who(world, f"/admin/pages/{article.pk}/lock/", {}, locked.exists) == "PA"


class TestDeciding:
    def test_a_review(self, world: World) -> None:
        page = Page.objects.get(pk=world.of["workflow"]["page_id"])
        data = {"task_state": page.current_workflow_task_state.pk, "action": "approve", "comment": ""}
        decided = Decision.objects.filter(page=page, kind=Kind.REVIEW)
        assert who(world, f"/admin/workflow/review/{page.pk}/", data, decided.exists) == "R"

    def test_wagtail_s_own_address_decides_no_more_than_ours(self, world: World) -> None:
        page = Page.objects.get(pk=world.of["workflow"]["page_id"])
        state = page.current_workflow_task_state
        decided = Decision.objects.filter(page=page, kind=Kind.REVIEW)
        address = f"/admin/pages/workflow/action/{page.pk}/approve/{state.pk}/"
        assert who(world, address, {"comment": ""}, decided.exists) in {"", "R"}

    def test_a_reviewer_changes_no_word_of_what_they_review(self, world: World) -> None:
        page = Page.objects.get(pk=world.of["workflow"]["page_id"]).specific
        data = {**form_of(page, world), "title": "Un autre titre"}
        newest = Revision.objects.filter(object_id=str(page.pk)).order_by("-pk")
        changed = lambda: newest.first().content["title"] == "Un autre titre"  # noqa: E731
        assert who(world, f"/admin/pages/{page.pk}/edit/", data, changed) == "WPA"

    def test_a_submission(self, world: World) -> None:
        page = edit(factories.article(is_live=False), world.people[Role.WRITING], summary="Prêt à relire.")
        data = {**form_of(page, world), "summary": "Prêt à relire.", "action-submit": "1"}
        submitted = lambda: Page.objects.get(pk=page.pk).workflow_in_progress  # noqa: E731
        assert who(world, f"/admin/pages/{page.pk}/edit/", data, submitted) == "WPA"

    def test_sending_a_proof(self, world: World) -> None:
        portrait = signoff_world.portrait()
        signoff_world.contact(portrait)
        sent = SignOffRequest.objects.filter(page_id=portrait.pk)
        assert who(world, f"/admin/sign-off/{portrait.pk}/", {"action": "send"}, sent.exists) == "WPA"

    def test_a_vote_of_the_committee(self, world: World) -> None:
        values = world.values
        address = f"/admin/selection/sessions/{values['session_id']}/vote/{values['candidate_id']}/"
        assert who(world, address, {"choice": "yes"}, Vote.objects.exists) == "C"

    def test_the_committee_s_decision(self, world: World) -> None:
        values = world.values
        address = f"/admin/selection/sessions/{values['session_id']}/decide/{values['candidate_id']}/"
        data = {"outcome": "deferred", "motivation": "Il manque une preuve."}
        assert who(world, address, data, CommitteeDecision.objects.exists) in {"PA", ""}
