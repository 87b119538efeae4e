"""Signing, sending back, refusing: what each leaves behind, and what each may not do."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.core import mail
from django.core.files.base import ContentFile
from django.utils import timezone
from wagtail.models import WorkflowState

from cms.feed.transaction import editorial_transaction
from cms.media.audiences import Audience
from cms.media.models import Consent
from cms.media.rights import rights_of
from cms.media.uploads import clean_upload
from cms.signoff.choices import RecordKind, Status
from cms.signoff.deciding import CannotDecide, NameDiffers, refuse, remark, request_changes, sign
from cms.signoff.inviting import CannotSend, invite, reissue, revoke
from cms.signoff.models import SignOffRecord, SignOffRequest
from cms.signoff.opening import open_request
from cms.workflow.kinds import Kind, Outcome
from cms.workflow.models import Decision
from cms.workflow.roles import Role
from tests import factories
from tests.signoff_world import (
    ADDRESS,
    NAME,
    contact,
    edit,
    link_of,
    photo,
    portrait,
    sent,
    token_in_mail,
    words,
    yes_to,
)
from tests.workflow_world import current, decide, person, portrait_workflow, submit
from tests.workflow_world import edit as workflow_edit

pytestmark = pytest.mark.django_db


@pytest.fixture
def callbacks(django_capture_on_commit_callbacks: Any) -> Any:
    return django_capture_on_commit_callbacks


def kinds() -> list[str]:
    return list(SignOffRecord.objects.order_by("pk").values_list("kind", flat=True))


def decisions() -> Any:
    return Decision.objects.filter(kind=Kind.SIGN_OFF)


class TestSignature:
    def test_it_works(self, callbacks: Any) -> None:
        first, second = photo(), photo()
        page = portrait(pictures=(first, second))
        request, token = sent(page, callbacks)
        choices = [*yes_to([first]), *yes_to([second], "site", "press")]
        with callbacks(execute=True):
            record, _receipt = sign(link_of(token), typed_name="nadia FERRAND", choices=choices, wording=words())
        request.refresh_from_db()
        assert request.status == Status.SIGNED
        assert kinds() == ["invited", "signed"]
        assert record.details["digests"] == request.digests
        decision = decisions().get()
        assert (decision.kind, decision.outcome) == (Kind.SIGN_OFF, Outcome.APPROVED)
        assert (decision.digest, decision.user_name) == (request.digests["fr"], NAME)
        consents = {row.image_id: row for row in Consent.objects.all()}
        assert len(consents) == 2
        assert consents[first.pk].given_on == timezone.localdate()
        assert record.hash in consents[first.pk].proof_note
        assert (consents[second.pk].may_site, consents[second.pk].may_open) == (True, False)
        now = timezone.now()
        assert rights_of(first, audience=Audience.OPEN, now=now).allowed
        assert rights_of(second, audience=Audience.OWN, now=now).allowed
        assert not rights_of(second, audience=Audience.PARTNERS, now=now).allowed

    def test_a_no_to_everything_hides_the_photo_even_against_an_older_yes(self, callbacks: Any) -> None:
        image = photo(person="")
        with editorial_transaction():
            Consent.objects.create(
                image=image, person="nadia ferrand", may_site=True, given_on=timezone.localdate(), proof_note="papier"
            )
        assert rights_of(image, audience=Audience.OWN, now=timezone.now()).allowed
        _request, token = sent(portrait(pictures=(image,)), callbacks)
        with callbacks(execute=True):
            sign(link_of(token), typed_name=NAME, choices=yes_to([image], "none"), wording=words())
        assert not rights_of(image, audience=Audience.OWN, now=timezone.now()).allowed

    def test_it_is_for_every_language_that_was_shown(self, callbacks: Any) -> None:
        page = portrait()
        english = factories.translate(page, is_live=False, title="Two-Banks Foundry")
        request, token = sent(page, callbacks)
        assert list(request.digests) == ["fr", "en"]
        with callbacks(execute=True):
            sign(link_of(token), typed_name=NAME, choices=[], wording=words())
        assert set(decisions().values_list("page_id", flat=True)) == {page.pk, english.pk}

    def test_another_name_signs_nothing(self, callbacks: Any) -> None:
        _request, token = sent(portrait(), callbacks)
        with pytest.raises(NameDiffers):
            sign(link_of(token), typed_name="Paul Martin", choices=[], wording=words())
        assert kinds() == ["invited"]

    def test_a_photo_that_was_not_shown_is_refused(self, callbacks: Any) -> None:
        _request, token = sent(portrait(), callbacks)
        with pytest.raises(ValueError, match="not shown"):
            sign(link_of(token), typed_name=NAME, choices=yes_to([photo()]), wording=words())
        assert not decisions().exists()

    def test_the_receipt_goes_to_the_signer_and_the_news_to_the_sender(self, callbacks: Any, admin_user: Any) -> None:
        _request, token = sent(portrait(), callbacks, admin_user)
        with callbacks(execute=True):
            record, _token = sign(link_of(token), typed_name=NAME, choices=[], wording=words())
        receipt = next(one for one in mail.outbox if one.to == [ADDRESS] and one.attachments)
        name, content, kind = receipt.attachments[0]
        assert (name, kind) == (f"bon-a-tirer-{record.pk}.pdf", "application/pdf")
        assert content.startswith(b"%PDF")
        assert record.hash in receipt.body
        assert any(one.to == [admin_user.email] for one in mail.outbox)
        assert SignOffRequest.objects.get().receipt_sent_at is not None


class TestSentBack:
    def test_changes_reject_with_the_remarks(self, callbacks: Any, admin_user: Any) -> None:
        page = portrait()
        _request, token = sent(page, callbacks, admin_user)
        remark(link_of(token), "fr", {"3": {"text": "Dites « fondeuse ».", "excerpt": "Nadia Ferrand, fondatrice"}})
        with callbacks(execute=True):
            request_changes(link_of(token), typed_name=NAME, comment="Presque.")
        decision = decisions().get()
        assert decision.outcome == Outcome.REJECTED
        assert "Presque." in decision.comment
        assert "fondeuse" in decision.comment
        assert any("fondeuse" in one.body for one in mail.outbox if one.to == [admin_user.email])
        assert kinds() == ["invited", "remarked", "changes_requested"]

    def test_a_refusal_is_recorded(self, callbacks: Any) -> None:
        _request, token = sent(portrait(), callbacks)
        with callbacks(execute=True):
            refuse(link_of(token), typed_name=NAME, comment="")
        assert SignOffRequest.objects.get().status == Status.REFUSED
        assert decisions().get().outcome == Outcome.REJECTED

    def test_saving_the_same_remarks_twice_records_them_once(self, callbacks: Any) -> None:
        _request, token = sent(portrait(), callbacks)
        for _time in range(2):
            remark(link_of(token), "fr", {"1": {"text": "Oui.", "excerpt": "x"}, "2": {"text": " ", "excerpt": "y"}})
        assert kinds() == ["invited", "remarked"]
        assert list(SignOffRequest.objects.get().remarks["fr"]) == ["1"]


class TestOneDecision:
    def test_the_second_is_told_the_first(self, callbacks: Any) -> None:
        _request, token = sent(portrait(), callbacks)
        link = link_of(token)
        with callbacks(execute=True):
            refuse(link, typed_name=NAME, comment="")
        with pytest.raises(CannotDecide) as told:
            sign(link, typed_name=NAME, choices=[], wording=words())
        assert told.value.opened.status == Status.REFUSED
        assert told.value.opened.request.decided_at is not None
        assert decisions().count() == 1

    def test_an_expired_link_decides_nothing(self, callbacks: Any) -> None:
        request, token = sent(portrait(), callbacks)
        SignOffRequest.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
        with pytest.raises(CannotDecide) as told:
            sign(link_of(token), typed_name=NAME, choices=[], wording=words())
        assert told.value.opened.status == Status.EXPIRED
        request.refresh_from_db()
        assert request.status == Status.EXPIRED
        assert kinds() == ["invited", "expired"]

    def test_a_link_called_back_decides_nothing(self, callbacks: Any, admin_user: Any) -> None:
        request, token = sent(portrait(), callbacks)
        assert revoke(request.pk, admin_user)
        assert not revoke(request.pk, admin_user)
        with pytest.raises(CannotDecide):
            refuse(link_of(token), typed_name=NAME, comment="")

    def test_a_link_reissued_opens_nothing_any_more_and_the_new_one_does(self, callbacks: Any) -> None:
        page = portrait()
        _request, token = sent(page, callbacks)
        with callbacks(execute=True):
            reissue(page, None)
        fresh = token_in_mail()
        assert fresh != token
        assert open_request(token).status == Status.SUPERSEDED  # type: ignore[union-attr]
        assert open_request(fresh).may_decide  # type: ignore[union-attr]
        assert kinds() == ["invited", "superseded", "reissued"]


class TestWhatWasSignedIsWhatIsPublished:
    def test_an_edit_ends_the_link_and_tells_the_person(self, callbacks: Any) -> None:
        page = portrait()
        request, token = sent(page, callbacks)
        with callbacks(execute=True):
            edit(page, quote="Autre chose.")
        request.refresh_from_db()
        assert request.status == Status.SUPERSEDED
        assert mail.outbox[-1].to == [ADDRESS]
        with pytest.raises(CannotDecide):
            sign(link_of(token), typed_name=NAME, choices=[], wording=words())

    def test_a_save_without_a_change_ends_nothing(self, callbacks: Any) -> None:
        page = portrait()
        _request, token = sent(page, callbacks)
        edit(page)
        with callbacks(execute=True):
            sign(link_of(token), typed_name=NAME, choices=[], wording=words())
        assert kinds() == ["invited", "signed"]

    def test_a_photo_file_swapped_behind_the_page_ends_the_link(self, callbacks: Any) -> None:
        image = photo()
        request, token = sent(portrait(pictures=(image,)), callbacks)
        with editorial_transaction():
            data = factories.picture_bytes(width=1300, height=900, colour="#102030")
            image.file = clean_upload(ContentFile(data), name="autre.jpg")
            image._set_file_hash()
            image.save()
        assert open_request(token).status == Status.SUPERSEDED  # type: ignore[union-attr]
        request.refresh_from_db()
        assert request.status == Status.PENDING, "looking changes nothing"
        with pytest.raises(CannotDecide):
            sign(link_of(token), typed_name=NAME, choices=yes_to([image]), wording=words())
        request.refresh_from_db()
        assert request.status == Status.SUPERSEDED
        assert not decisions().exists()

    def test_an_edit_of_another_language_ends_it_too(self, callbacks: Any) -> None:
        page = portrait()
        english = factories.translate(page, is_live=False, title="Foundry")
        request, _token = sent(page, callbacks)
        edit(english, title="Two-Banks Foundry")
        request.refresh_from_db()
        assert request.status == Status.SUPERSEDED


class TestSending:
    def test_nobody_to_write_to(self) -> None:
        with pytest.raises(CannotSend):
            invite(portrait(), None)

    def test_the_same_text_is_not_sent_twice(self, callbacks: Any) -> None:
        page = portrait()
        sent(page, callbacks)
        with pytest.raises(CannotSend):
            invite(page, None)

    def test_a_page_that_nobody_signs_is_not_sent(self) -> None:
        page = factories.article(is_live=False)
        contact(page)
        with pytest.raises(CannotSend):
            invite(page, None)

    def test_a_mail_that_does_not_leave_is_noted(self, callbacks: Any, monkeypatch: Any) -> None:
        def broken(self: Any, *args: Any) -> None:
            raise ConnectionRefusedError(f"no mail for {ADDRESS}")

        monkeypatch.setattr("django.core.mail.EmailMultiAlternatives.send", broken)
        page = portrait()
        contact(page)
        with callbacks(execute=True):
            request = invite(page, None)
        request.refresh_from_db()
        assert request.mail_error == "ConnectionRefusedError"

    def test_the_token_is_kept_nowhere(self, callbacks: Any) -> None:
        from django.apps import apps

        _request, token = sent(portrait(), callbacks)
        secret = token.partition("_")[2]
        for model in apps.get_models():
            for row in model._default_manager.values():
                assert secret not in repr(row), model


def test_a_record_names_what_happened() -> None:
    assert set(RecordKind.values) >= {"invited", "reissued", "revoked", "superseded", "remarked", "changes_requested"}
    assert set(RecordKind.values) >= {"refused", "signed", "withdrawn", "reminded"}


class TestWorkflow:
    @pytest.fixture
    def waiting(self) -> Any:
        """A portrait that was reviewed and is complete: the person is next."""
        rose, remi = person("rose", Role.WRITING), person("remi", Role.REVIEW)
        portrait_workflow()
        page = portrait()
        contact(page)
        page = workflow_edit(page, rose, summary="Fonderie d’art à Créteil.")
        submit(page, rose)
        decide(page, remi)
        assert current(page).task.specific.kind == Kind.SIGN_OFF
        return page

    def test_a_signature_moves_it_on(self, waiting: Any, callbacks: Any) -> None:
        _request, token = sent(waiting, callbacks)
        with callbacks(execute=True):
            sign(link_of(token), typed_name=NAME, choices=[], wording=words())
        assert current(waiting).task.specific.kind == Kind.PUBLICATION

    def test_a_request_for_changes_sends_it_back(self, waiting: Any, callbacks: Any) -> None:
        _request, token = sent(waiting, callbacks)
        with callbacks(execute=True):
            request_changes(link_of(token), typed_name=NAME, comment="Pas encore.")
        state = WorkflowState.objects.for_instance(waiting).get()
        assert state.status == WorkflowState.STATUS_NEEDS_CHANGES

    def test_an_edit_after_the_signature_asks_for_another(self, waiting: Any, callbacks: Any) -> None:
        _request, token = sent(waiting, callbacks)
        with callbacks(execute=True):
            sign(link_of(token), typed_name=NAME, choices=[], wording=words())
        workflow_edit(waiting, person("rose", Role.WRITING), quote="Autre chose.")
        assert current(waiting).task.specific.kind == Kind.REVIEW
        decide(waiting, person("remi", Role.REVIEW))
        assert current(waiting).task.specific.kind == Kind.SIGN_OFF
