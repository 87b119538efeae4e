"""What the law asks: find a person among the candidates, show what is held on them, erase it, and forget in time.

Erasing leaves the skeleton: that a company was a candidate, when, and what was decided. A company is no person; its
leader, its contact and everything that was written about them are.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.core.files.storage import Storage
from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone
from wagtail.log_actions import log
from wagtail.models import ModelLogEntry

from cms.selection.candidates import Candidate
from cms.selection.decisions import CommitteeDecision
from cms.selection.papers import papers_of
from cms.selection.sessions import Recusal, Score, Vote
from cms.selection.states import CandidateState

ERASED = "—"
_SHOWN = (
    "receipt", "state", "origin", "received_at", "company_name", "siren", "siret", "commune", "website", "made_here",
    "why", "leader_name", "leader_role", "contact_name", "contact_tie", "contact_email", "contact_phone", "language",
    "consent_at",
)  # fmt: skip


def find_person(email_or_name: str) -> QuerySet[Candidate]:
    """Return the candidates that speak of a person, as contact or as leader. Shape: erased ones speak of nobody."""
    wanted = " ".join(email_or_name.split())
    if not wanted:
        return Candidate.objects.none()
    named = Q(contact_email__iexact=wanted) | Q(contact_name__iexact=wanted) | Q(leader_name__iexact=wanted)
    return Candidate.objects.filter(named, erased_at=None)


def export(email_or_name: str) -> list[dict[str, Any]]:
    """Return all that is held on a person, ready for JSON: data, evidence, the decision; not what members scored."""
    return [_exported(candidate) for candidate in find_person(email_or_name).order_by("pk")]


def _exported(candidate: Candidate) -> dict[str, Any]:
    data = {name: _plain(getattr(candidate, name)) for name in _SHOWN}
    data["attachments"] = [paper.file_name for paper in candidate.attachments.all()]
    data["evidence"] = [
        {"criterion": one.criterion.code, "text": one.text, "link": one.link, "added_at": one.added_at.isoformat()}
        for one in candidate.evidence.select_related("criterion")
    ]
    data["decisions"] = [
        {"outcome": one.outcome, "decided_on": one.decided_on.isoformat(), "motivation": one.motivation}
        for one in candidate.decisions.all()
    ]
    return data


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, datetime) else value


def erase(email_or_name: str, *, user: Any = None) -> int:
    """Erase what is held on a person; return how many candidates were concerned.

    Shape: one that is still open is withdrawn by it: nobody instructs a candidate without a contact.
    """
    return _erase_all(find_person(email_or_name), user)


def erase_candidates(before: datetime, *, user: Any = None) -> int:
    """Erase the personal data of candidates refused or withdrawn before an instant; return how many.

    Shape: the retention command calls it with now minus SelectionSettings.retention_months (24).
    """
    over = (CandidateState.REFUSED, CandidateState.WITHDRAWN)
    return _erase_all(Candidate.objects.filter(state__in=over, closed_at__lt=before, erased_at=None), user)


def _erase_all(candidates: Iterable[Candidate], user: Any) -> int:
    number = 0
    for candidate in candidates:
        with transaction.atomic():
            _erase(Candidate.objects.select_for_update().get(pk=candidate.pk), user)
        number += 1
    return number


def _erase(candidate: Candidate, user: Any) -> None:
    files = [(paper.file.storage, paper.file.name) for paper in papers_of(candidate) if paper.file.name]
    candidate.attachments.all().delete()
    candidate.evidence.all().delete()
    Score.objects.filter(candidate=candidate).update(note="")
    Recusal.objects.filter(candidate=candidate).update(reason=ERASED)
    Vote.objects.filter(candidate=candidate).delete()
    # The one exception to "only ever added": the law's. The outcome, its date and its count stay.
    CommitteeDecision._base_manager.filter(candidate=candidate).update(motivation=ERASED)
    for name in ("leader_name", "leader_role", "contact_tie", "contact_email", "contact_phone", "website"):
        setattr(candidate, name, "")
    candidate.contact_name = candidate.why = ERASED
    candidate.consent_at, candidate.erased_at = None, timezone.now()
    if candidate.is_open:
        candidate.state, candidate.closed_at = CandidateState.WITHDRAWN, timezone.now()
    candidate.save()
    _clear_log(candidate)
    log(candidate, "fabrique.candidate_erase", user=user)
    transaction.on_commit(lambda: _delete_files(files))


def _delete_files(files: Iterable[tuple[Storage, str]]) -> None:
    for storage, name in files:
        storage.delete(name)


def _clear_log(candidate: Candidate) -> None:
    """Take the details out of the audit log: who did what and when stays, about whom does not."""
    entries = ModelLogEntry.objects.filter(
        content_type=ContentType.objects.get_for_model(Candidate), object_id=str(candidate.pk)
    )
    entries.update(data={})
