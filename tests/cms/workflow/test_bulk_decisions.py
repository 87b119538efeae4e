"""One decision on several pages: each for itself, and nothing half done."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib.messages import get_messages
from django.urls import reverse
from wagtail.models import Page

from cms.workflow.models import BoundTaskState, Decision, Kind, Outcome
from cms.workflow.roles import Role
from tests.review_world import House, at, fresh, named, waiting_on

pytestmark = pytest.mark.django_db
ADDRESS = "workflow:waiting"


@pytest.fixture
def house() -> House:
    return House()


def decide(user: Any, pages: list[Page], action: str, comment: str = "", states: Any = None) -> Any:
    keys = [state.pk for state in states or [waiting_on(page) for page in pages]]
    return at(user).post(reverse(ADDRESS), {"task_state": keys, "action": action, "comment": comment})


def said(response: Any) -> str:
    return " ".join(str(message) for message in get_messages(response.wsgi_request))


class TestList:
    def test_it_works(self, house: House) -> None:
        pages = [house.submitted(title=title) for title in ("Un", "Deux")]
        found = at(house.reviewer).get(reverse(ADDRESS)).context["found"]
        assert {one.page.pk for one in found} == {page.pk for page in pages}
        assert at(house.writer).get(reverse(ADDRESS)).context["found"] == []

    def test_late_comes_first_and_can_be_alone(self, house: House) -> None:
        first, late = house.submitted(title="Un"), house.submitted(title="Deux")
        BoundTaskState.objects.filter(pk=waiting_on(late).pk).update(due_on="2026-01-05")
        client = at(house.reviewer)
        assert [one.page.pk for one in client.get(reverse(ADDRESS)).context["found"]] == [late.pk, first.pk]
        only = client.get(reverse(ADDRESS), {"late": "1"}).context["found"]
        assert [one.page.pk for one in only] == [late.pk]

    def test_filters_by_type_and_task(self, house: House) -> None:
        article = house.submitted(title="Un")
        client, state = at(house.reviewer), waiting_on(article)
        kind = str(article.content_type_id)
        assert client.get(reverse(ADDRESS), {"type": kind, "task": str(state.task_id)}).context["found"]
        assert not client.get(reverse(ADDRESS), {"type": "999999"}).context["found"]
        assert not client.get(reverse(ADDRESS), {"task": "999999"}).context["found"]

    def test_the_number_of_queries_does_not_grow_with_the_list(
        self, house: House, django_assert_max_num_queries: Any
    ) -> None:
        client = at(house.reviewer)
        house.submitted(title="Un")
        client.get(reverse(ADDRESS))
        for number in range(6):
            house.submitted(title=f"Page {number}")
        with django_assert_max_num_queries(30):
            assert len(client.get(reverse(ADDRESS)).context["found"]) == 7


class TestDeciding:
    def test_it_works(self, house: House) -> None:
        pages = [house.submitted(title=title) for title in ("Un", "Deux")]
        response = decide(house.reviewer, pages, "approve", "Très bien.")
        assert response.status_code == 302
        for page in pages:
            decision = Decision.objects.get(page=page, kind=Kind.REVIEW)
            assert (decision.outcome, decision.comment) == (Outcome.APPROVED, "Très bien.")
        assert "Un" in said(response)
        assert "Deux" in said(response)

    def test_changes_are_asked_for_with_one_comment(self, house: House) -> None:
        pages = [house.submitted(title=title) for title in ("Un", "Deux")]
        assert decide(house.reviewer, pages, "reject").status_code == 422
        assert not Decision.objects.filter(user__isnull=False).exists()
        assert decide(house.reviewer, pages, "reject", "La date manque.").status_code == 302
        assert set(Decision.objects.filter(user=house.reviewer).values_list("outcome", "comment")) == {
            (Outcome.REJECTED, "La date manque.")
        }

    def test_what_cannot_be_decided_is_said_and_the_rest_is_done(self, house: House) -> None:
        both = named("bea", "Béa", "Double", Role.WRITING, Role.REVIEW)
        good, taken, changed, own = (house.submitted(title=title) for title in ("Bon", "Pris", "Changé", "Mien"))
        house.edit(own, both, title="Mien aussi")
        states = [waiting_on(page) for page in (good, taken, changed, own)]
        house.decide(taken, house.reviewer)
        house.edit(changed, house.writer, title="Changé depuis")
        response = decide(both, [], "approve", states=states)
        assert Decision.objects.filter(page=good, user=both).exists()
        for page in (taken, changed, own):
            assert not Decision.objects.filter(page=page, user=both).exists()
        text = said(response)
        assert "Rémi Relecteur" in text
        assert text.index("Bon") < text.index("Pris")
        assert "Mien" in text

    def test_a_publication_that_is_refused_leaves_nothing_half_done(
        self, house: House, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        from cms.feed.transaction import PublicationRefused
        from cms.workflow import publishing

        good, bad = (house.submitted(title=title) for title in ("Bon", "Mauvais"))
        for page in (good, bad):
            house.decide(page, house.reviewer)

        def refuse(page: Page, *args: Any, **kwargs: Any) -> list[str]:
            if page.pk == bad.pk:
                raise PublicationRefused("Non.")
            return []

        monkeypatch.setattr(publishing, "held_back", refuse)
        response = decide(house.publisher, [good, bad], "approve")
        assert fresh(good).live
        assert not fresh(bad).live
        assert not Decision.objects.filter(page=bad, kind=Kind.PUBLICATION).exists()
        assert waiting_on(bad).task.specific.kind == Kind.PUBLICATION
        assert "Non." in said(response)

    def test_nothing_ticked_is_said_and_the_comment_is_kept(self, house: House) -> None:
        house.submitted()
        response = at(house.reviewer).post(reverse(ADDRESS), {"action": "approve", "comment": "Un mot."})
        assert response.status_code == 422
        assert "Un mot." in response.content.decode()

    def test_an_unknown_action_decides_nothing(self, house: House) -> None:
        page = house.submitted()
        assert decide(house.reviewer, [page], "cancel").status_code == 422
        assert not Decision.objects.filter(user__isnull=False).exists()

    def test_the_filters_stay(self, house: House) -> None:
        page = house.submitted()
        data = {"task_state": [waiting_on(page).pk], "action": "approve"}
        response = at(house.reviewer).post(reverse(ADDRESS) + "?late=1", data)
        assert response["Location"].endswith("?late=1")
