"""The review page: who may look, what they find, and how a decision is taken on it."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from wagtail.models import Comment, Page

from cms.feed.transaction import editorial_transaction
from cms.workflow.models import BoundTaskState, Decision, Kind, Outcome
from cms.workflow.roles import Role
from tests import factories
from tests.review_world import House, at, fresh, named, review_url, waiting_on

pytestmark = pytest.mark.django_db


@pytest.fixture
def house() -> House:
    return House()


@pytest.fixture
def article(house: House) -> Page:
    return house.submitted(image=factories.image(title="La coulée", credit="Photo Anna Petit"))


def post(client: Client, page: Page, action: str, comment: str = "", state: Any = None) -> Any:
    key = (state or waiting_on(page)).pk
    return client.post(review_url(page), {"task_state": key, "action": action, "comment": comment})


class TestReading:
    def test_it_works(self, house: House, article: Page) -> None:
        response = at(house.reviewer).get(review_url(article))
        html = response.content.decode()
        assert response.status_code == 200
        assert "Portes ouvertes" in html
        assert "Rose Rédactrice" in html
        assert 'value="approve"' in html

    def test_the_page_is_shown_as_readers_will_see_it(self, house: House, article: Page) -> None:
        house.edit(article, house.writer, title="Titre du brouillon")
        client, revision = at(house.reviewer), fresh(article).latest_revision_id
        address = reverse("workflow:proof", args=[article.pk, revision])
        assert address in client.get(review_url(article)).content.decode()
        proof = client.get(address)
        assert "Titre du brouillon" in proof.content.decode()
        assert 'class="masthead"' in proof.content.decode()
        assert "no-store" in proof["Cache-Control"]
        assert proof["X-Frame-Options"] == "SAMEORIGIN"

    def test_a_revision_of_another_page_is_not_shown(self, house: House, article: Page) -> None:
        other = house.article(title="Autre")
        address = reverse("workflow:proof", args=[article.pk, other.latest_revision_id])
        assert at(house.reviewer).get(address).status_code == 404

    def test_who_reads_only_sees_everything_and_gets_no_form_to_edit(self, house: House, article: Page) -> None:
        html = at(house.reviewer).get(review_url(article)).content.decode()
        edit = reverse("wagtailadmin_pages:edit", args=[article.pk])
        assert f'href="{edit}"' not in html
        assert f'href="{edit}"' in at(house.writer).get(review_url(article)).content.decode()

    @pytest.mark.parametrize("role", [Role.COMMITTEE, Role.PARTNERSHIPS])
    def test_whom_it_does_not_concern_is_turned_away(self, house: House, article: Page, role: Role) -> None:
        client = at(named("autre", "Aline", "Ailleurs", role))
        proof = reverse("workflow:proof", args=[article.pk, article.latest_revision_id])
        assert client.get(review_url(article)).status_code in {302, 403}
        assert client.get(proof).status_code in {302, 403}
        assert post(client, article, "approve").status_code in {302, 403}
        assert not Decision.objects.filter(page=article).exists()

    def test_nobody_without_an_account_sees_a_draft(self, article: Page) -> None:
        assert Client().get(review_url(article)).status_code == 302

    def test_whoever_decided_once_may_look_again(self, house: House, article: Page) -> None:
        house.decide(article, house.reviewer)
        assert at(house.reviewer).get(review_url(article)).status_code == 200

    def test_photos_come_with_credit_and_rights(self, house: House) -> None:
        photo = factories.image(title="La coulée", credit="Photo Anna Petit", may_open=False)
        page = house.submitted(image=photo)
        context = at(house.reviewer).get(review_url(page)).context
        (shown,) = context["photos"]
        assert shown.is_cleared
        assert [answer.allowed for _audience, answer in shown.answers] == [True, True, False]
        html = at(house.reviewer).get(review_url(page)).content.decode()
        assert "Photo Anna Petit" in html

    def test_what_is_missing_is_listed(self, house: House) -> None:
        page = house.submitted(image=factories.image(title="Sans droits", credit=""))
        reasons = at(house.reviewer).get(review_url(page)).context["reasons"]
        assert any("Sans droits" in str(reason.message) for reason in reasons)

    def test_comments_of_the_form_are_shown(self, house: House, article: Page) -> None:
        with editorial_transaction():
            Comment.objects.create(page_id=article.pk, user=house.writer, text="Vérifier la date", contentpath="title")
        html = at(house.reviewer).get(review_url(article)).content.decode()
        assert "Vérifier la date" in html

    def test_every_decision_is_in_the_history(self, house: House, article: Page) -> None:
        house.decide(article, house.reviewer, comment="Très bien.")
        page = at(house.publisher).get(review_url(article))
        assert [decision.kind for decision in page.context["decisions"]] == [Kind.COMPLETENESS, Kind.REVIEW]
        html = page.content.decode()
        assert "Très bien." in html
        assert "Rémi Relecteur" in html

    def test_a_page_nobody_decides_on_can_be_read(self, house: House) -> None:
        page = house.article()
        response = at(house.writer).get(review_url(page))
        assert response.status_code == 200
        assert not response.context["actions"]

    def test_lateness_is_said_in_words(self, house: House, article: Page) -> None:
        BoundTaskState.objects.update(due_on="2026-01-05")
        html = at(house.reviewer).get(review_url(article)).content.decode()
        assert "En retard" in html or "Late by" in html


class TestDifferences:
    def test_since_my_approval(self, house: House, article: Page) -> None:
        house.decide(article, house.reviewer)
        house.edit(article, house.writer, summary="Trente ateliers ouvrent leurs portes.")
        mine = at(house.reviewer).get(review_url(article)).context["since_mine"]
        assert "[- Vingt -][+ Trente +]" in mine.differences.as_text()
        assert at(house.colleague).get(review_url(article)).context["since_mine"] is None

    def test_since_it_was_live(self, house: House, article: Page) -> None:
        house.decide(article, house.reviewer)
        house.decide(article, house.publisher)
        house.edit(article, house.writer, title="Titre intermédiaire")
        house.edit(article, house.writer, title="Portes closes")
        house.submit(article)
        live = at(house.colleague).get(review_url(article)).context["since_live"]
        assert "[+ closes +]" in live.differences.as_text()
        assert "intermédiaire" not in live.differences.as_text()

    def test_a_swapped_file_is_said_although_no_word_changed(self, house: House, article: Page) -> None:
        house.decide(article, house.reviewer)
        image = fresh(article).image
        with editorial_transaction():
            type(image).objects.filter(pk=image.pk).update(file_hash="0" * 40)
        house.edit(article, house.writer)
        mine = at(house.reviewer).get(review_url(article)).context["since_mine"]
        assert mine.is_unexplained


class TestDeciding:
    def test_it_works(self, house: House, article: Page) -> None:
        response = post(at(house.reviewer), article, "approve", "Très bien.")
        assert response.status_code == 302
        decision = Decision.objects.get(page=article, kind=Kind.REVIEW)
        assert (decision.outcome, decision.user, decision.comment) == (Outcome.APPROVED, house.reviewer, "Très bien.")

    def test_asking_for_changes_needs_a_comment(self, house: House, article: Page) -> None:
        response = post(at(house.reviewer), article, "reject", "  ")
        assert response.status_code == 422
        assert not Decision.objects.filter(page=article).exists()
        assert 'role="alert"' in response.content.decode()
        assert post(at(house.reviewer), article, "reject", "La date manque.").status_code == 302
        assert Decision.objects.get(page=article).outcome == Outcome.REJECTED

    def test_a_stale_decision_is_refused_with_who_and_when_and_loses_no_word(self, house: House, article: Page) -> None:
        state = waiting_on(article)
        house.decide(article, house.reviewer)
        response = post(at(house.colleague), article, "reject", "Un long commentaire.", state=state)
        html = response.content.decode()
        assert response.status_code == 409
        assert "Rémi Relecteur" in html
        assert "Un long commentaire." in html
        assert Decision.objects.filter(page=article, kind=Kind.REVIEW).count() == 1

    def test_a_decision_on_a_version_that_changed_is_refused_and_loses_no_word(
        self, house: House, article: Page
    ) -> None:
        state = waiting_on(article)
        house.edit(article, house.writer, title="Autre titre")
        response = post(at(house.reviewer), article, "approve", "Très bien.", state=state)
        assert response.status_code == 409
        assert "Très bien." in response.content.decode()
        assert not Decision.objects.filter(page=article).exists()
        # The page that came back is about the new version: one more click decides.
        assert f'value="{waiting_on(article).pk}"' in response.content.decode()

    def test_nobody_decides_on_their_own_last_edit(self, house: House) -> None:
        both = named("bea", "Béa", "Double", Role.WRITING, Role.REVIEW)
        page = house.article()
        house.edit(page, both, title="De Béa")
        house.submit(page)
        response = at(both).get(review_url(page))
        assert response.context["is_own_edit"]
        assert not response.context["actions"]
        assert post(at(both), page, "approve").status_code in {302, 403}
        assert not Decision.objects.filter(page=page).exists()

    def test_a_request_of_another_page_is_not_decided_here(self, house: House, article: Page) -> None:
        other = house.submitted(title="Autre")
        assert post(at(house.reviewer), article, "approve", state=waiting_on(other)).status_code == 404
        assert at(house.reviewer).post(review_url(article), {"action": "approve"}).status_code == 404
        assert not Decision.objects.filter(user__isnull=False).exists()

    def test_the_publisher_publishes_from_here(self, house: House, article: Page) -> None:
        house.decide(article, house.reviewer)
        assert post(at(house.publisher), article, "approve").status_code == 302
        assert fresh(article).live

    def test_the_form_needs_its_token(self, house: House, article: Page) -> None:
        client = Client(enforce_csrf_checks=True)
        client.force_login(house.reviewer)
        assert post(client, article, "approve").status_code == 403
