"""Mails: to those concerned only, once for each event, with what has changed inside."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from django.core import mail
from django.core.mail import EmailMultiAlternatives
from django.urls import reverse

from cms.feed.transaction import editorial_transaction
from cms.workflow import notices
from cms.workflow.decisions import record
from cms.workflow.models import EditorialEvent, Kind, Outcome
from cms.workflow.roles import Role
from tests import factories
from tests.review_world import House, fresh, named, review_url, waiting_on

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


class TestAsking:
    def test_it_works(self, house: House, told: Any) -> None:
        with told() as mails:
            page = house.submitted(title="Portes ouvertes")
        found = by_person(mails)
        assert set(found) == {"remi", "lise"}
        message = found["remi"]
        assert "Portes ouvertes" in message.subject
        assert f"http://testserver{review_url(page)}" in message.body
        assert f"http://testserver{review_url(page)}" in html_of(message)
        assert "Rose Rédactrice" in message.body

    def test_not_those_who_wrote_or_submitted(self, house: House, told: Any) -> None:
        both = named("bea", "Béa", "Double", Role.WRITING, Role.REVIEW)
        with told() as mails:
            page = house.article()
            house.edit(page, both, title="De Béa")
            house.submit(page, house.colleague)
        assert set(by_person(mails)) == {"remi"}

    def test_what_changed_since_my_approval_or_since_live_is_inside(self, house: House, told: Any) -> None:
        page = house.submitted()
        house.decide(page, house.reviewer)
        house.decide(page, house.publisher)
        house.edit(page, house.writer, summary="Trente ateliers ouvrent leurs portes.")
        with told() as mails:
            house.submit(page)
        found = by_person(mails)
        for name in ("remi", "lise"):
            assert "[- Vingt -][+ Trente +]" in found[name].body
            assert "<del>Vingt</del><ins>Trente</ins>" in html_of(found[name])
        assert found["remi"].body.split("[-")[0] != found["lise"].body.split("[-")[0]

    def test_the_publisher_is_asked_and_the_submitter_told_when_all_have_approved(
        self, house: House, told: Any
    ) -> None:
        page = house.submitted()
        with told() as mails:
            house.decide(page, house.reviewer)
        found = by_person(mails)
        assert set(found) == {"paul", "rose"}
        assert found["paul"].subject != found["rose"].subject

    def test_a_writer_at_work_does_not_fill_the_mailboxes(self, house: House, told: Any) -> None:
        with told():
            page = house.submitted()
        with told() as mails:
            for number in range(5):
                house.edit(page, house.writer, title=f"Version {number}")
        assert mails == []

    def test_after_an_answer_the_next_version_is_asked_for_again(self, house: House, told: Any) -> None:
        with told():
            page = house.submitted()
        with told():
            house.decide(page, house.reviewer, "reject", "La date manque.")
        with told() as mails:
            house.edit(page, house.writer, title="Avec la date")
            house.submit(page)
        assert {"remi", "lise"} <= set(by_person(mails))

    def test_nothing_leaves_when_it_is_rolled_back(self, house: House, told: Any) -> None:
        page = house.article()
        with told() as mails, pytest.raises(ZeroDivisionError), editorial_transaction():  # noqa: PT012
            house.submit(page)
            raise ZeroDivisionError
        assert mails == []
        assert not EditorialEvent.objects.exists()


class TestChangesRequested:
    def test_everybody_who_had_approved_is_told(self, house: House, told: Any) -> None:
        page = house.submitted()
        house.decide(page, house.reviewer)
        with told() as mails:
            house.decide(page, house.publisher, "reject", "Le titre est trop long.")
        found = by_person(mails)
        assert set(found) == {"rose", "remi"}
        for message in found.values():
            assert "Le titre est trop long." in message.body
            assert "Le titre est trop long." in html_of(message)
        assert reverse("wagtailadmin_pages:edit", args=[page.pk]) in found["rose"].body
        assert review_url(page) in found["remi"].body

    def test_those_who_approved_an_earlier_version_of_this_submission_too(self, house: House, told: Any) -> None:
        page = house.submitted()
        house.decide(page, house.colleague)
        house.edit(page, house.writer, title="Autre titre")
        house.decide(page, house.reviewer)
        with told() as mails:
            house.decide(page, house.publisher, "reject", "Non.")
        found = by_person(mails)
        assert {"rose", "remi", "lise"} <= set(found)
        assert "[+ Autre titre +]" in found["lise"].body or "Autre" in found["lise"].body

    def test_the_last_editor_is_told_beside_the_submitter(self, house: House, told: Any) -> None:
        page = house.article()
        helper = named("theo", "Théo", "Second", Role.WRITING)
        house.edit(page, helper, title="De Théo")
        house.submit(page)
        with told() as mails:
            house.decide(page, house.reviewer, "reject", "Non.")
        assert set(by_person(mails)) == {"rose", "theo"}

    def test_a_refusal_by_the_person_portrayed_names_them(
        self, house: House, told: Any, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr("cms.workflow.completeness.obstacles", lambda page: [])
        factories.ambassador_index()
        house = House()
        portrait = factories.ambassador(is_live=False)
        house.edit(portrait, house.writer, owner=house.writer)
        house.submit(portrait)
        house.decide(portrait, house.reviewer)
        state = waiting_on(portrait)
        with told() as mails, editorial_transaction():
            record(
                page=fresh(portrait),
                digest=state.digest,
                kind=Kind.SIGN_OFF,
                outcome=Outcome.REJECTED,
                user_name="Nadia Ferrand",
                comment="Je n’ai jamais dit cela.",
            )
        found = by_person(mails)
        assert set(found) == {"rose", "remi"}
        assert "Nadia Ferrand" in found["rose"].body
        assert "Je n’ai jamais dit cela." in found["rose"].body


class TestReopened:
    def test_whose_approval_was_taken_back_is_told_what_changed(self, house: House, told: Any) -> None:
        with told():
            page = house.submitted()
        with told():
            house.decide(page, house.reviewer)
        with told() as mails:
            house.edit(page, house.writer, summary="Trente ateliers ouvrent leurs portes.")
        found = by_person(mails)
        assert "[- Vingt -][+ Trente +]" in found["remi"].body
        assert "paul" not in found
        # Asked with the same mail: no second one.
        assert set(found) <= {"remi", "lise"}

    def test_only_once_until_they_approve_again(self, house: House, told: Any) -> None:
        with told():
            page = house.submitted()
        with told():
            house.decide(page, house.reviewer)
        with told():
            house.edit(page, house.writer, title="Un")
        with told() as mails:
            house.edit(page, house.writer, title="Deux")
        assert "remi" not in by_person(mails)

    def test_a_save_without_a_change_tells_nobody(self, house: House, told: Any) -> None:
        page = house.submitted()
        house.decide(page, house.reviewer)
        with told():
            pass
        notices.work_off()
        with told() as mails:
            house.edit(page, house.writer)
        assert mails == []


class TestPublished:
    def test_the_submitter_and_those_who_approved_are_told_once(self, house: House, told: Any) -> None:
        page = house.submitted()
        house.decide(page, house.reviewer)
        with told() as mails:
            house.decide(page, house.publisher)
        found = by_person(mails)
        assert set(found) == {"rose", "remi"}
        assert fresh(page).full_url in found["rose"].body
        with told() as again, editorial_transaction():
            fresh(page).get_latest_revision().publish(user=house.publisher)
        assert again == []


class TestOnce:
    def test_one_mail_per_person_and_event(self, house: House, told: Any) -> None:
        with told():
            house.submitted()
        before = len(mail.outbox)
        EditorialEvent.objects.update(handled_at=None)
        notices.work_off()
        assert len(mail.outbox) == before

    def test_what_failed_is_told_later_and_keeps_nothing_else_back(
        self,
        house: House,
        told: Any,
        monkeypatch: pytest.MonkeyPatch,
        django_capture_on_commit_callbacks: Any,
    ) -> None:
        real = notices.recipients_of
        broken = house.article(title="Cassé")

        def fails(event: EditorialEvent) -> Any:
            if event.page_id == broken.pk:
                raise RuntimeError
            return real(event)

        monkeypatch.setattr(notices, "recipients_of", fails)
        with told() as mails:
            house.submit(broken)
            house.submitted(title="Bon")
        assert {message.subject.split()[-1] for message in mails} == {"Bon"}
        monkeypatch.setattr(notices, "recipients_of", real)
        before = len(mail.outbox)
        with django_capture_on_commit_callbacks(execute=True):
            notices.work_off()
        assert {message.subject.split()[-1] for message in mail.outbox[before:]} == {"Cassé"}

    def test_nobody_inactive_and_nobody_without_an_address(self, house: House, told: Any) -> None:
        type(house.reviewer).objects.filter(pk=house.reviewer.pk).update(is_active=False)
        type(house.colleague).objects.filter(pk=house.colleague.pk).update(email="")
        with told() as mails:
            house.submitted()
        assert mails == []

    def test_each_reads_in_the_language_of_their_admin(self, house: House, told: Any) -> None:
        from wagtail.users.models import UserProfile

        for user, language in ((house.reviewer, "fr"), (house.colleague, "en")):
            profile = UserProfile.get_for_user(user)
            profile.preferred_language = language
            profile.save()
        with told() as mails:
            house.submitted()
        found = by_person(mails)
        assert 'lang="fr"' in html_of(found["remi"])
        assert 'lang="en"' in html_of(found["lise"])
        assert "To review" in found["lise"].subject
