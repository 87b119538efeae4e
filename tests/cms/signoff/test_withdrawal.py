"""Taking an agreement back by the receipt's link: gone from every output at that commit."""

from __future__ import annotations

from typing import Any

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from cms.feed.models import FeedDocument, State
from cms.feed.transaction import editorial_transaction
from cms.media.audiences import Audience
from cms.media.models import Consent
from cms.media.rights import rights_of
from cms.recall.models import RecallSheet
from cms.signoff.agreements import standing
from cms.signoff.deciding import sign
from cms.signoff.models import SignOffRecord
from cms.signoff.verification import verify
from cms.signoff.withdrawing import NothingToWithdraw, Scope, consent_withdrawn, withdraw
from cms.workflow.kinds import Kind, Outcome
from cms.workflow.models import Decision
from cms.workflow.roles import Role
from tests.selection_world import mandate
from tests.signoff_world import ADDRESS, NAME, enter, link_of, photo, portrait, sent, words, yes_to
from tests.workflow_world import person, publish_cleared

pytestmark = pytest.mark.django_db


@pytest.fixture
def callbacks(django_capture_on_commit_callbacks: Any) -> Any:
    return django_capture_on_commit_callbacks


@pytest.fixture
def signed(callbacks: Any, client: Client) -> Any:
    """A published portrait with two photos, and the link of its receipt."""

    class Signed:
        images = (photo(), photo(default_alt="Une coulée."))
        page = portrait(pictures=images)

    _request, token = sent(Signed.page, callbacks, person("rose", Role.WRITING))
    with callbacks(execute=True):
        _record, receipt = sign(link_of(token), typed_name=NAME, choices=yes_to(Signed.images), wording=words())
    with editorial_transaction():
        mandate(Signed.page)
    Signed.page = publish_cleared(Signed.page)
    Signed.token, Signed.link = receipt, link_of(receipt)
    mail.outbox.clear()
    return Signed


def states(page: Any) -> set[str]:
    return set(FeedDocument.objects.filter(page_id=page.pk).values_list("state", flat=True))


def shown(image: Any, audience: Audience = Audience.OWN) -> bool:
    return rights_of(image, audience=audience, now=timezone.now()).allowed


class TestEverything:
    def test_it_works(self, signed: Any, callbacks: Any, client: Client) -> None:
        assert states(signed.page) == {State.LIVE}
        assert client.get(signed.page.get_url()).status_code == 200
        person("paul", Role.PUBLICATION)
        person("parvati", Role.PARTNERSHIPS)
        with callbacks(execute=True):
            record = withdraw(signed.link, Scope("all"))
        assert states(signed.page) == {State.WITHDRAWN}
        assert client.get(signed.page.get_url()).status_code in {404, 410}
        assert not any(shown(image) for image in signed.images)
        assert Consent.objects.filter(revoked_at=None).count() == 0
        newest = Decision.objects.filter(page_id=signed.page.pk, kind=Kind.SIGN_OFF).last()
        assert newest is not None
        assert newest.outcome == Outcome.WITHDRAWN
        assert record.kind == "withdrawn"
        assert verify().is_clean
        told = {address for one in mail.outbox for address in one.to}
        assert {ADDRESS, "rose@exemple.fr", "paul@exemple.fr", "parvati@exemple.fr"} <= told
        sheet = RecallSheet.objects.get()
        assert (sheet.cause, sheet.content_id) == ("signer", signed.page.translation_key)

    def test_a_rendition_is_gone_at_that_commit(self, signed: Any, callbacks: Any, client: Client) -> None:
        address = signed.images[0].preset_renditions.first()
        path = f"/media/renditions/{address.name}"
        assert client.get(path).status_code == 200
        withdraw(signed.link, Scope("all"))
        assert client.get(path).status_code == 404

    def test_it_is_done_once(self, signed: Any) -> None:
        withdraw(signed.link, Scope("all"))
        with pytest.raises(NothingToWithdraw):
            withdraw(signed.link, Scope("all"))
        assert SignOffRecord.objects.filter(kind="withdrawn").count() == 1

    def test_what_fails_inside_leaves_nothing(self, signed: Any) -> None:
        def fail(**kwargs: Any) -> None:
            raise RuntimeError("broken")

        consent_withdrawn.connect(fail)
        try:
            with pytest.raises(RuntimeError):
                withdraw(signed.link, Scope("all"))
        finally:
            consent_withdrawn.disconnect(fail)
        assert states(signed.page) == {State.LIVE}
        assert shown(signed.images[0])
        assert not SignOffRecord.objects.filter(kind="withdrawn").exists()


class TestParts:
    def test_one_photo_leaves_and_the_rest_stays(self, signed: Any) -> None:
        first, second = signed.images
        withdraw(signed.link, Scope("image", image=first.pk))
        assert (shown(first), shown(second)) == (False, True)
        assert states(signed.page) == {State.LIVE}
        document = FeedDocument.objects.get(page_id=signed.page.pk, audience="own")
        assert document.state == State.LIVE
        assert first.preset_renditions.first().name not in repr(document.__dict__)

    def test_one_use_of_all_photos(self, signed: Any) -> None:
        withdraw(signed.link, Scope("use", use="partners"))
        for image in signed.images:
            assert shown(image)
            assert not shown(image, Audience.PARTNERS)
            assert not shown(image, Audience.OPEN)
        held = standing(signed.link.request_id)
        assert held is not None
        assert all(uses["press"] and not uses["partners"] and not uses["open"] for uses in held.values())

    def test_a_consent_that_staff_wrote_down_for_the_same_person_ends_too(self, signed: Any) -> None:
        image = signed.images[0]
        with editorial_transaction():
            Consent.objects.create(
                image=image, person="NADIA  ferrand", may_site=True, given_on=timezone.localdate(), proof_note="x"
            )
        withdraw(signed.link, Scope("image", image=image.pk))
        assert not shown(image)

    @pytest.mark.parametrize("fields", [{"what": "all", "image": 1}, {"what": "image"}, {"what": "use"}, {"what": "x"}])
    def test_a_scope_that_says_nothing_is_refused(self, fields: dict[str, Any]) -> None:
        with pytest.raises(ValueError):
            Scope(**fields)


class TestPages:
    def test_nothing_is_taken_back_without_a_choice_and_a_confirmation(self, signed: Any, client: Client) -> None:
        client.get(reverse("signoff:enter", args=[signed.token]))
        address = reverse("signoff:withdrawal")
        for data in ({}, {"scope": "all"}, {"is_sure": "on"}, {"scope": "other", "is_sure": "on"}):
            assert client.post(address, data).status_code == 422
        assert client.get(address).status_code == 200
        assert states(signed.page) == {State.LIVE}
        done = client.post(address, {"scope": "all", "is_sure": "on"})
        assert done.status_code == 302
        assert states(signed.page) == {State.WITHDRAWN}
        assert client.get(done["Location"]).status_code == 200

    def test_the_receipt_is_a_pdf_too(self, signed: Any, client: Client) -> None:
        client.get(reverse("signoff:enter", args=[signed.token]))
        response = client.get(reverse("signoff:receipt_pdf"))
        assert response["Content-Type"] == "application/pdf"
        assert response.content.startswith(b"%PDF")

    def test_without_pango_the_page_says_so(self, signed: Any, client: Client, monkeypatch: Any) -> None:
        monkeypatch.setattr("cms.signoff.views.receiving.as_pdf", lambda receipt: None)
        client.get(reverse("signoff:enter", args=[signed.token]))
        assert client.get(reverse("signoff:receipt_pdf")).status_code == 503

    def test_the_proof_link_does_not_withdraw(self, callbacks: Any, client: Client) -> None:
        _request, token = sent(portrait(), callbacks)
        enter(client, token)
        assert client.get(reverse("signoff:withdrawal")).status_code == 404
        with pytest.raises(NothingToWithdraw):
            withdraw(link_of(token), Scope("all"))
