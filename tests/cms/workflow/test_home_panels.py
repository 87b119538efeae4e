"""The home page of the admin, by role."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone
from wagtail.models import Revision

from cms.workflow import outgoing
from cms.workflow.approvals import ReadersTask
from cms.workflow.home_panels import panels_for
from cms.workflow.models import BoundTaskState
from cms.workflow.roles import Role
from cms.workflow.waiting import requests_in_progress, waiting_for
from tests import factories
from tests.review_world import House, at, fresh, named, waiting_on

pytestmark = pytest.mark.django_db


@pytest.fixture
def house() -> House:
    return House()


def panels(user: Any) -> dict[str, Any]:
    return {panel.name: panel for panel in panels_for(user)}


def html(user: Any) -> str:
    return at(user).get(reverse("wagtailadmin_home")).content.decode()


class TestPanels:
    def test_it_works(self, house: House) -> None:
        page = house.submitted(title="Portes ouvertes")
        text = html(house.reviewer)
        assert reverse("workflow:review", args=[page.pk]) in text
        assert "Rose Rédactrice" in text

    def test_each_role_has_its_own(self, house: House) -> None:
        assert set(panels(house.reviewer)) == {"waiting_for_me", "goes_out"}
        assert set(panels(house.writer)) == {"my_submissions", "goes_out"}
        assert set(panels(house.publisher)) == {"waiting_for_me", "signatures_awaited", "goes_out"}
        assert set(panels(named("colette", "Colette", "Comité", Role.COMMITTEE))) == set()

    def test_wagtail_s_own_two_are_gone(self, house: House) -> None:
        house.submitted()
        text = html(house.reviewer) + html(house.writer)
        assert "awaiting-review" not in text
        assert "workflow-action.js" not in text

    def test_a_named_reader_sees_what_waits_for_them_whatever_their_roles(self, house: House) -> None:
        reader = named("ines", "Inès", "Invitée", Role.COMMITTEE)
        assert "waiting_for_me" not in panels(reader)
        page = house.submitted()
        task = ReadersTask.objects.create(name="Comité")
        task.readers.add(reader)
        BoundTaskState.objects.filter(pk=waiting_on(page).pk).update(task=task)
        assert "waiting_for_me" in panels(reader)

    def test_late_ones_come_first_and_are_said_in_words(self, house: House) -> None:
        soon, late = house.submitted(title="Bientôt"), house.submitted(title="Tard")
        BoundTaskState.objects.filter(pk=waiting_on(late).pk).update(due_on="2026-01-05")
        assert [one.page.pk for one in waiting_for(house.reviewer)] == [late.pk, soon.pk]
        text = html(house.reviewer)
        assert text.index("Tard") < text.index("Bientôt")
        assert "?late=1" in text

    def test_what_i_submitted_and_what_came_back_first(self, house: House) -> None:
        going, back = house.submitted(title="En route"), house.submitted(title="Revenu")
        house.decide(back, house.reviewer, "reject", "La date manque.")
        text = html(house.writer)
        assert text.index("Revenu") < text.index("En route")
        assert reverse("wagtailadmin_pages:edit", args=[back.pk]) in text
        assert reverse("workflow:review", args=[going.pk]) in text

    def test_what_goes_out_this_week(self, house: House) -> None:
        soon, later = house.article(title="Bientôt"), house.article(title="Plus tard")
        now = timezone.now()
        Revision.objects.filter(pk=soon.latest_revision_id).update(approved_go_live_at=now + timedelta(days=2))
        Revision.objects.filter(pk=later.latest_revision_id).update(approved_go_live_at=now + timedelta(days=9))
        assert [one.title for one in outgoing.goes_out()] == ["Bientôt"]
        assert "Bientôt" in html(house.writer)

    def test_a_room_above_adds_what_it_prepares(self, house: House, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(outgoing, "_sources", list(outgoing._sources))
        at_time = timezone.now() + timedelta(days=1)
        outgoing.register_outgoing(lambda start, end: [outgoing.Outgoing(at_time, "L’édition de juin", "/admin/", "")])
        assert "L’édition de juin" in html(house.publisher)

    def test_publishers_see_which_signatures_are_awaited(self, house: House, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr("cms.workflow.completeness.obstacles", lambda page: [])
        factories.ambassador_index()
        House()
        portrait = factories.ambassador(is_live=False, title="Fonderie Ferrand")
        house.edit(portrait, house.writer, owner=house.writer)
        house.submit(portrait)
        house.decide(portrait, house.reviewer)
        assert waiting_on(portrait).task.specific.kind == "sign_off"
        assert "Fonderie Ferrand" in html(house.publisher)
        assert [one.page.pk for one in requests_in_progress("sign_off")] == [portrait.pk]

    @pytest.mark.parametrize("who", ["reviewer", "writer", "publisher"])
    def test_an_empty_panel_says_what_to_do_next(self, house: House, who: str) -> None:
        assert "requests__none" in html(getattr(house, who))

    @pytest.mark.parametrize("who", ["reviewer", "writer", "publisher"])
    def test_the_number_of_queries_does_not_grow(
        self, house: House, who: str, django_assert_max_num_queries: Any
    ) -> None:
        for number in range(7):
            page = house.submitted(title=f"Page {number}")
            if number % 2:
                house.decide(page, house.reviewer)
        user = getattr(house, who)
        user = type(user).objects.get(pk=user.pk)
        request = at(user).get(reverse("wagtailadmin_home")).wsgi_request
        with django_assert_max_num_queries(24):
            for panel in panels_for(type(user).objects.get(pk=user.pk)):
                panel.render_html({"request": request})


class TestWaitingFor:
    def test_is_the_same_as_what_each_task_says(self, house: House) -> None:
        both = named("bea", "Béa", "Double", Role.WRITING, Role.REVIEW, Role.PUBLICATION)
        chief = named("chef", "Chef", "Chef")
        type(chief).objects.filter(pk=chief.pk).update(is_superuser=True)
        pages = [house.submitted(title=f"Page {number}") for number in range(4)]
        house.edit(pages[0], both, title="De Béa")
        house.edit(pages[1], house.reviewer, title="De Rémi")
        house.decide(pages[2], house.reviewer)
        for user in (house.writer, house.reviewer, house.colleague, house.publisher, both, fresh_user(chief)):
            by_task = {
                page.pk
                for page in map(fresh, pages)
                if (task := page.current_workflow_task) is not None and task.may_decide(page, user)
            }
            assert {one.page.pk for one in waiting_for(user)} == by_task

    def test_an_inactive_account_waits_for_nothing(self, house: House) -> None:
        house.submitted()
        house.reviewer.is_active = False
        assert waiting_for(house.reviewer) == []


def fresh_user(user: Any) -> Any:
    return type(user).objects.get(pk=user.pk)
