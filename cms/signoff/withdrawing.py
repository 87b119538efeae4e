"""Taking an agreement back: wholly, for one photo, or for one use. At that commit it is gone from every output."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any

from django.conf import settings
from django.dispatch import Signal
from django.utils import timezone, translation

from cms.feed.transaction import run_editorial
from cms.media.models import Consent
from cms.recall.services import open_sheet
from cms.recall.sheets import Cause
from cms.signoff import letters
from cms.signoff.agreements import rows_of, signed_record, standing, taken_with
from cms.signoff.chain import append
from cms.signoff.choices import Purpose, RecordKind, Use
from cms.signoff.receipts import scope_in_words, title_of
from cms.signoff.records import SignOffRecord
from cms.signoff.requests import MagicLink, SignOffRequest
from cms.signoff.subjects import said_now
from cms.workflow import decisions
from cms.workflow.kinds import Kind, Outcome

# Sent inside the transaction: content_id, record, scope, image_ids, title.
consent_withdrawn = Signal()


@dataclass(frozen=True)
class Scope:
    """What is taken back.

    Shape: `what` is "all" (the whole portrait), "image" (one photo), or "use" (one use, of one photo or of all).
    """

    what: str
    image: int | None = None
    use: str | None = None

    def __post_init__(self) -> None:
        """Errors: ValueError for a scope that says nothing."""
        is_known = self.use is None or self.use in Use.values
        fits = {
            "all": self.image is None and self.use is None,
            "image": self.image is not None and self.use is None,
            "use": self.use is not None,
        }
        if not is_known or not fits.get(self.what, False):
            raise ValueError("This scope takes nothing back.")


class NothingToWithdraw(RuntimeError):
    """What was to be taken back was taken back before, or never given."""


def withdraw(link: MagicLink, scope: Scope) -> SignOffRecord:
    """Take back what a signature gave.

    Errors: NothingToWithdraw.
    """

    def work() -> SignOffRecord:
        request = SignOffRequest.objects.select_for_update().get(pk=link.request_id)
        agreed = standing(request.pk)
        concerned = _concerned(scope, agreed)
        signed = signed_record(request.content_id, request.pk)
        if link.purpose != Purpose.RECEIPT or agreed is None or signed is None or concerned is None:
            raise NothingToWithdraw
        record = append(
            RecordKind.WITHDRAWN,
            content_id=request.content_id,
            request_id=request.pk,
            details={"scope": asdict(scope), "images": concerned, "signed": signed.sequence},
            personal=_person(signed),
        )
        title = title_of(signed)
        _open_sheet(request, record, scope, concerned, title)
        _revoke_consents(_person(signed).get("name", ""), scope, concerned, signed)
        if scope.what == "all":
            _withdraw_portrait(request, _person(signed).get("name", ""))
        consent_withdrawn.send(
            sender=SignOffRecord,
            content_id=request.content_id,
            record=record,
            scope=scope,
            image_ids=concerned,
            title=title,
        )
        letters.send_withdrawal_receipt(request, record, _person(signed))
        letters.tell_withdrawn(request, record, title)
        return record

    return run_editorial(work)


def _concerned(scope: Scope, agreed: dict[int, dict[str, bool]] | None) -> list[int] | None:
    """Return the photos whose consents change, or None if nothing would."""
    if agreed is None:
        return None
    if scope.what == "all":
        return list(agreed)
    wanted = [image_id for image_id in agreed if scope.image in (None, image_id)]
    uses = [scope.use] if scope.use else Use.values
    found = [image_id for image_id in wanted if any(agreed[image_id].get(use) for use in uses)]
    return found or None


def _open_sheet(request: SignOffRequest, record: SignOffRecord, scope: Scope, image_ids: list[int], title: str) -> None:
    """Open the recall: before the rows change, which would open one by themselves."""
    with translation.override(settings.LANGUAGE_CODE):
        open_sheet(
            content_id=request.content_id if scope.what == "all" else None,
            title=title,
            cause=Cause.SIGNER,
            image_ids=image_ids,
            detail=scope_in_words(record),
        )


def _revoke_consents(person: str, scope: Scope, image_ids: list[int], signed: SignOffRecord) -> None:
    """Every consent of this person on these photos counts no more, whoever wrote it down."""
    rows = {row.pk: row for row in rows_of(person, image_ids)}
    # After an erasure the name is gone from here: the consents still name the record.
    for row in Consent.objects.filter(image_id__in=image_ids, proof_note__contains=signed.hash, revoked_at=None):
        rows.setdefault(row.pk, row)
    for row in rows.values():
        if scope.use is not None:
            columns = [Use(use).column for use in taken_with(scope.use)]
            for column in columns:
                setattr(row, column, False)
            row.save(update_fields=columns)
        else:
            row.revoked_at = timezone.now()
            row.save(update_fields=["revoked_at"])


def _withdraw_portrait(request: SignOffRequest, name: str) -> None:
    """Say it to the workflow for every language that stands on this signature, also one added since."""
    said = said_now(request.content_id)
    for language, page in said.pages.items():
        decisions.record(
            page=page,
            digest=request.digests.get(language) or said.digests[language],
            kind=Kind.SIGN_OFF,
            outcome=Outcome.WITHDRAWN,
            user_name=name,
        )


def _person(signed: SignOffRecord) -> dict[str, Any]:
    personal = getattr(signed, "personal", None)
    values = personal.values if personal is not None else {}
    return {key: values[key] for key in ("name", "email") if key in values}
