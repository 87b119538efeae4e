"""What a person agrees to for each photo, and how that becomes the consents on which rights rest."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.conf import settings
from django.db.models import Q
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from cms.media.choices import Persons
from cms.media.models import Consent, Image
from cms.signoff.choices import RecordKind, Use
from cms.signoff.records import SignOffRecord
from cms.signoff.requests import SignOffRequest


@dataclass(frozen=True)
class Choice:
    """The answer for one photo: whether the person is seen on it, and yes or no to each use if so."""

    image_id: int
    appears: bool
    uses: Mapping[str, bool] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Errors: ValueError unless every use has its own yes or no: silence is no answer."""
        if self.appears and set(self.uses) != set(Use.values):
            raise ValueError(f"Photo {self.image_id} needs a yes or a no to each use.")

    def as_json(self) -> dict[str, Any]:
        """Return the choice as the chain keeps it."""
        return {"image": self.image_id, "appears": self.appears, "uses": dict(self.uses) if self.appears else {}}


def photos_to_ask(request: SignOffRequest) -> list[Image]:
    """Return the photos of a proof on which the person may be seen, in order of appearance.

    Shape: where nobody can be recognised there is nobody to ask; a withdrawn photo is not shown at all.
    """
    return [photo for photo in photos_of(request) if photo.persons != Persons.NOBODY]


def photos_of(request: SignOffRequest) -> list[Image]:
    """Return the photos that a proof shows, in order of appearance, as long as their files are those that were sent."""
    rows = Image.objects.in_bulk(request.image_ids)
    found = [(rows.get(entry["id"]), entry["file_hash"]) for entry in request.images]
    return [row for row, file_hash in found if row is not None and row.file_hash == file_hash and not row.is_withdrawn]


def rows_of(person: str, image_ids: Iterable[int]) -> list[Consent]:
    """Return the consents of a person on some photos that still count or may count, oldest first.

    Source: cms.media.rights compares names without regard to capitals and spaces.
    """
    wanted = " ".join(person.casefold().split())
    rows = Consent.objects.filter(image_id__in=list(image_ids), revoked_at=None).order_by("pk")
    return [row for row in rows if " ".join(row.person.casefold().split()) == wanted]


def record_consents(*, person: str, choices: Iterable[Choice], record: SignOffRecord) -> None:
    """Write one consent per photo on which the person is seen; what they had said before ends now."""
    now = timezone.now()
    note = proof_note(record)
    for choice in choices:
        if not choice.appears:
            continue
        waiting: Consent | None = None
        for row in rows_of(person, [choice.image_id]):
            if row.given_on is None:
                # The editors' own note that this person is to be asked.
                waiting = row
            elif row.consent_until is None or row.consent_until > now:
                row.consent_until = now
                row.save(update_fields=["consent_until"])
        consent = waiting or Consent(image_id=choice.image_id, person=person)
        consent.given_on, consent.consent_until, consent.proof_note = timezone.localdate(), None, note
        for use, is_given in choice.uses.items():
            setattr(consent, Use(use).column, is_given)
        consent.save()


def proof_note(record: SignOffRecord) -> str:
    """Return what the consent says of its proof: the number and the hash of the record."""
    # For the editors, whatever language the person reads.
    with translation.override(settings.LANGUAGE_CODE):
        return _("Sign-off, record %(number)d of the chain, hash %(hash)s.") % {
            "number": record.sequence,
            "hash": record.hash,
        }


def standing(request_id: int) -> dict[int, dict[str, bool]] | None:
    """Return what still holds of a signature: for each photo, the uses agreed to and not taken back since.

    Shape: None once everything was withdrawn, or if nothing was signed.
    """
    agreed: dict[int, dict[str, bool]] | None = None
    kinds = Q(kind=RecordKind.SIGNED) | Q(kind=RecordKind.WITHDRAWN)
    for record in SignOffRecord.objects.filter(kinds, request_id=request_id).order_by("sequence"):
        details = record.details
        if record.kind == RecordKind.SIGNED:
            agreed = {choice["image"]: dict(choice["uses"]) for choice in details["choices"] if choice["appears"]}
            continue
        scope = details["scope"]
        if scope["what"] == "all" or agreed is None:
            return None
        for image_id, uses in agreed.items():
            if scope["image"] in (None, image_id):
                uses.update(dict.fromkeys(taken_with(scope["use"]), False))
    return agreed


def taken_with(use: str | None) -> tuple[str, ...]:
    """Return the uses that end with one, or all for None: what everybody may reuse is for our partners too."""
    if use is None:
        return tuple(Use.values)
    return {"site": ("site", "partners", "open"), "partners": ("partners", "open")}.get(use, (use,))


def signed_record(content_id: uuid.UUID, request_id: int) -> SignOffRecord | None:
    """Return the record of the signature of a request."""
    rows = SignOffRecord.objects.filter(content_id=content_id, request_id=request_id, kind=RecordKind.SIGNED)
    return rows.select_related("personal").first()
