"""Mentions, each person’s own setting, and Wagtail’s own mails beside ours."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from django.core import mail
from django.core.mail import EmailMultiAlternatives
from django.urls import reverse
from wagtail.models import GroupApprovalTask, Page, Workflow, WorkflowTask

from cms.feed.transaction import editorial_transaction
from cms.workflow import notices
from cms.workflow.models import Decision, Notice
from cms.workflow.roles import Role
from tests import factories
from tests.review_world import House, at, named

pytestmark = pytest.mark.django_db


@pytest.fixture
def house() -> House:
    return House()


@pytest.fixture
def told(django_capture_on_commit_callbacks: Any) -> Any:
    """Collect the mails that leave when what happens inside is committed."""

    @contextmanager
    def collect() -> Iterator[list[EmailMultiAlternatives]]:
        found: list[EmailMultiAlternatives] = []
        # What happened while a test was prepared is not what it asks about.
        with django_capture_on_commit_callbacks(execute=True):
            notices.work_off()
        before = len(mail.outbox)
        with django_capture_on_commit_callbacks(execute=True):
            yield found
        found.extend(mail.outbox[before:])

    return collect


def by_person(mails: list[EmailMultiAlternatives]) -> dict[str, EmailMultiAlternatives]:
    """Return the mails by the name before the @; nobody has two."""
    found = {one.to[0].split("@")[0]: one for one in mails}
    assert len(found) == len(mails), [(one.to, one.subject) for one in mails]
    return found


def html_of(message: EmailMultiAlternatives) -> str:
    return str(message.alternatives[0][0])


class TestGate:
    def test_the_submitter_is_told_what_is_missing_and_where(self, house: House, told: Any) -> None:
        image = factories.image(title="Sans crédit", credit="")
        page = house.submitted(image=image)
        with told() as mails:
            house.decide(page, house.reviewer)
        found = by_person(mails)
        assert set(found) == {"rose"}
        assert "Sans crédit" in found["rose"].body
        assert f"http://testserver{reverse('wagtailimages:edit', args=[image.pk])}" in found["rose"].body
        assert reverse("wagtailimages:edit", args=[image.pk]) in html_of(found["rose"])


class TestWagtailsOwn:
    def test_its_mails_are_silent_for_our_workflows(self, house: House, told: Any) -> None:
        chief = named("chef", "Chef", "Chef")
        type(chief).objects.filter(pk=chief.pk).update(is_superuser=True)
        with told() as mails:
            page = house.submitted()
            house.decide(page, house.reviewer, "reject", "Non.")
        assert not {one.subject for one in mails if "chef@exemple.fr" in one.to}

    def test_they_still_speak_for_a_workflow_of_others(self, house: House, told: Any) -> None:
        task = GroupApprovalTask.objects.create(name="Autre")
        task.groups.set(house.reviewer.groups.all())
        workflow = Workflow.objects.create(name="Autre")
        WorkflowTask.objects.create(workflow=workflow, task=task)
        page = house.article()
        with told(), editorial_transaction():
            state = workflow.start(page, house.writer)
        before = len(mail.outbox)
        with editorial_transaction():
            state.current_task_state.reject(user=house.reviewer, comment="Non.")
        assert any("rose@exemple.fr" in one.to for one in mail.outbox[before:])


class TestMentions:
    def comment(self, page: Page, user: Any, text: str) -> Any:
        from wagtail.models import Comment

        with editorial_transaction():
            return Comment.objects.create(page_id=page.pk, user=user, text=text, contentpath="title")

    def test_it_works(self, house: House, told: Any) -> None:
        page = house.article()
        with told() as mails:
            self.comment(page, house.writer, "Peux-tu relire, @paul ?")
        found = by_person(mails)
        assert set(found) == {"paul"}
        assert "Peux-tu relire" in found["paul"].body

    @pytest.mark.parametrize("text", ["@Paul Publieur, un mot ?", "@paul publieur.", "(@PAUL)", "@paul, @paul !"])
    def test_by_account_or_by_name(self, house: House, told: Any, text: str) -> None:
        page = house.article()
        with told() as mails:
            self.comment(page, house.writer, text)
        assert set(by_person(mails)) == {"paul"}

    @pytest.mark.parametrize("text", ["@personne", "ecrire a moi@paul.fr", "@paulette", "@paul-henri", "@", "@@"])
    def test_an_unknown_name_is_only_text(self, house: House, told: Any, text: str) -> None:
        page = house.article()
        with told() as mails:
            self.comment(page, house.writer, text)
        assert mails == []

    def test_only_those_who_may_see_the_page(self, house: House, told: Any) -> None:
        named("colette", "Colette", "Comité", Role.COMMITTEE)
        page = house.article()
        with told() as mails:
            self.comment(page, house.writer, "@colette @paul")
        assert set(by_person(mails)) == {"paul"}

    def test_once_for_each_comment_and_again_only_for_whoever_is_added(self, house: House, told: Any) -> None:
        page = house.submitted()
        with told():
            comment = self.comment(page, house.writer, "@paul")
        with told() as mails, editorial_transaction():
            comment.text = "@paul et @remi"
            comment.save()
        assert set(by_person(mails)) == {"remi"}
        with told() as again, editorial_transaction():
            comment.save()
        assert again == []

    def test_in_the_comment_of_a_decision(self, house: House, told: Any) -> None:
        page = house.submitted()
        with told() as mails:
            house.decide(page, house.reviewer, comment="À voir avec @lise.")
        assert [one.to for one in mails if "À voir avec" in one.body] == [["lise@exemple.fr"]]

    def test_nobody_is_told_of_their_own(self, house: House, told: Any) -> None:
        page = house.article()
        with told() as mails:
            self.comment(page, house.writer, "Note pour @rose")
        assert mails == []


class TestPreferences:
    def choose(self, user: Any, choice: str) -> None:
        client = at(user)
        address = reverse("wagtailadmin_account")
        from wagtail.test.utils.form_data import querydict_from_html

        data = querydict_from_html(client.get(address).content.decode(), form_index=0).dict()
        data = {key: value for key, value in data.items() if not key.startswith("password-")}
        response = client.post(address, {**data, "workflow_mails-choice": choice})
        assert response.status_code == 302, response.content.decode()[:3000]

    def test_it_works(self, house: House, told: Any) -> None:
        self.choose(house.reviewer, "digest")
        with told() as mails:
            house.submitted()
        assert set(by_person(mails)) == {"lise"}
        assert Notice.objects.get(user=house.reviewer).mailed_at is None

    def test_nothing_but_what_waits_for_me(self, house: House, told: Any) -> None:
        self.choose(house.reviewer, "waiting")
        with told() as mails:
            page = house.submitted()
        assert "remi" in by_person(mails)
        with told():
            house.decide(page, house.reviewer)
        with told() as mails:
            house.decide(page, house.publisher)
        assert set(by_person(mails)) == {"rose"}

    def test_the_account_offers_it_and_no_switch_that_decides_nothing(self, house: House) -> None:
        html = at(house.publisher).get(reverse("wagtailadmin_account")).content.decode()
        assert 'name="workflow_mails-choice"' in html
        assert "notifications-submitted_notifications" not in html
        assert "notifications-updated_comments_notifications" in html

    def test_nobody_decided_anything_by_reading_the_form(self, house: House) -> None:
        assert not Decision.objects.filter(user=house.publisher).exists()
