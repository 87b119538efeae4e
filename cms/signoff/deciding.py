"""What the person portrayed does: remarks, changes, a refusal, a signature. Each is one editorial transaction.

The link is read again under the lock: fifty answers to one link leave one decision, and every other is told which.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, TypeVar

from django.utils import timezone
from django.utils.translation import gettext as _

from cms.feed.transaction import run_editorial
from cms.signoff import letters
from cms.signoff.agreements import Choice, record_consents
from cms.signoff.chain import append
from cms.signoff.choices import Purpose, RecordKind, Status
from cms.signoff.inviting import expire, new_link, supersede
from cms.signoff.names import resembles
from cms.signoff.opening import Opened, opened
from cms.signoff.records import SignOffRecord
from cms.signoff.requests import MagicLink, SignOffRequest
from cms.signoff.subjects import Said, said_now, still_says
from cms.signoff.wording import Wording
from cms.workflow import decisions
from cms.workflow.kinds import Kind, Outcome

Result = TypeVar("Result")
Remarks = Mapping[str, Mapping[str, str]]
LONGEST_TEXT = 4000


class CannotDecide(RuntimeError):
    """The link no longer decides anything. `opened` says what became of it."""

    def __init__(self, opened_as: Opened) -> None:
        super().__init__(f"Request {opened_as.request.pk} is {opened_as.status}.")
        self.opened = opened_as


class NameDiffers(ValueError):
    """The typed name is not that of the person we wrote to."""


def note_opening(link: MagicLink) -> None:
    """Remember when a person (not a machine that follows links) first opened the proof."""
    SignOffRequest.objects.filter(pk=link.request_id, first_opened_at=None).update(first_opened_at=timezone.now())


def remark(link: MagicLink, language: str, remarks: Remarks) -> int:
    """Save the remarks on the passages of one language, in place of the former ones; return how many there are.

    Shape: `remarks` {number of the passage: {"text", "excerpt"}}; an empty text takes a remark away.
    Errors: CannotDecide.
    """

    def work(request: SignOffRequest, said: Said) -> int:
        kept = {
            number: {"text": entry["text"].strip()[:LONGEST_TEXT], "excerpt": entry.get("excerpt", "")[:200]}
            for number, entry in remarks.items()
            if entry["text"].strip()
        }
        if request.remarks.get(language, {}) != kept:
            request.remarks = {**request.remarks, language: kept}
            request.save(update_fields=["remarks"])
            details = {"language": language, "passages": sorted(int(number) for number in kept)}
            _append(RecordKind.REMARKED, request, details, {"remarks": kept})
        return len(kept)

    return _decide(link, work)


def request_changes(link: MagicLink, *, typed_name: str, comment: str) -> SignOffRecord:
    """Send the portrait back with the remarks. Errors: CannotDecide."""
    return _send_back(link, RecordKind.CHANGES_REQUESTED, Status.CHANGES_REQUESTED, typed_name, comment)


def refuse(link: MagicLink, *, typed_name: str, comment: str) -> SignOffRecord:
    """Refuse the publication. Errors: CannotDecide."""
    return _send_back(link, RecordKind.REFUSED, Status.REFUSED, typed_name, comment)


def sign(link: MagicLink, *, typed_name: str, choices: list[Choice], wording: Wording) -> tuple[SignOffRecord, str]:
    """Sign what was shown, with what was chosen for each photo; return the record and the token of the receipt.

    Errors: CannotDecide; NameDiffers; ValueError if a choice is missing for a photo that was shown.
    """

    def work(request: SignOffRequest, said: Said) -> tuple[SignOffRecord, str]:
        contact = opened(link).contact
        if contact is None or not resembles(typed_name, contact.name):
            raise NameDiffers
        asked = {entry["id"]: entry["file_hash"] for entry in request.images}
        if not {choice.image_id for choice in choices} <= asked.keys():
            raise ValueError("A choice is about a photo that was not shown.")
        record = _append(
            RecordKind.SIGNED,
            request,
            {
                "titles": said.titles,
                "digests": request.digests,
                "revisions": request.revisions,
                "wording": {"version": wording.version, "language": wording.language, "sha256": wording.digest},
                "choices": [{**choice.as_json(), "file_hash": asked[choice.image_id]} for choice in choices],
            },
            {"name": contact.name, "email": contact.email, "typed_name": typed_name, "remarks": request.remarks},
        )
        _settle(request, Status.SIGNED)
        record_consents(person=contact.name, choices=choices, record=record)
        _record_decisions(request, said, Outcome.APPROVED, contact.name, "")
        token = new_link(request, Purpose.RECEIPT)
        letters.send_receipt(request.pk, record.pk, token)
        letters.tell_signed(request, contact.name)
        return record, token

    return _decide(link, work)


def _send_back(link: MagicLink, kind: RecordKind, status: Status, typed_name: str, comment: str) -> SignOffRecord:
    def work(request: SignOffRequest, said: Said) -> SignOffRecord:
        contact = opened(link).contact
        name = contact.name if contact is not None else typed_name
        request.comment = comment.strip()[:LONGEST_TEXT]
        request.save(update_fields=["comment"])
        personal = {"name": name, "typed_name": typed_name, "comment": request.comment, "remarks": request.remarks}
        record = _append(kind, request, {"digests": request.digests}, personal)
        _settle(request, status)
        _record_decisions(request, said, Outcome.REJECTED, name, _as_comment(request))
        letters.tell_sent_back(request, name)
        letters.thank_for_answer(request)
        return record

    return _decide(link, work)


def _decide(link: MagicLink, work: Callable[[SignOffRequest, Said], Result]) -> Result:
    """Run something that only a waiting request allows, under the lock; otherwise note what became of it, and tell."""

    def guarded() -> Result | None:
        request = SignOffRequest.objects.select_for_update().get(pk=link.request_id)
        if link.purpose != Purpose.PROOF or request.status != Status.PENDING:
            return None
        if request.effective_status == Status.EXPIRED:
            expire(request)
            return None
        said = said_now(request.content_id)
        if not still_says(request, said):
            supersede(request)
            return None
        return work(request, said)

    result = run_editorial(guarded)
    if result is None:
        # Raised after the transaction: what was noted there must stay.
        raise CannotDecide(opened(MagicLink.objects.select_related("request").get(pk=link.pk)))
    return result


def _append(
    kind: RecordKind, request: SignOffRequest, details: dict[str, Any], personal: dict[str, Any]
) -> SignOffRecord:
    return append(kind, content_id=request.content_id, request_id=request.pk, details=details, personal=personal)


def _settle(request: SignOffRequest, status: Status) -> None:
    request.status, request.decided_at = status, timezone.now()
    request.save(update_fields=["status", "decided_at"])


def _record_decisions(request: SignOffRequest, said: Said, outcome: Outcome, name: str, comment: str) -> None:
    """Say it to the workflow, for each language that was shown."""
    for language, digest in request.digests.items():
        page = said.pages[language]
        decisions.record(
            page=page,
            digest=digest,
            kind=Kind.SIGN_OFF,
            outcome=outcome,
            user_name=name,
            comment=comment,
            revision=page.get_latest_revision(),
        )


def _as_comment(request: SignOffRequest) -> str:
    """Return the remarks as one text, for the workflow's history."""
    lines = [request.comment] if request.comment else []
    for entry in request.remark_list:
        place = _("Passage %(number)d (%(language)s)") % {"number": entry["number"], "language": entry["language"]}
        lines.append(f"{place} “{entry['excerpt']}” – {entry['text']}")
    return "\n".join(lines)
