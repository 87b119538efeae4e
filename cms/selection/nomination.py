"""A nomination through the public form: kept once, with its papers, and a receipt by mail."""

from __future__ import annotations

from collections.abc import Iterable

from django.core import signing
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from wagtail.log_actions import log

from cms.selection.calls import Call
from cms.selection.candidates import Attachment, Candidate
from cms.selection.criteria import SelectionSettings
from cms.selection.papers import keep
from cms.selection.states import Origin
from cms.workflow.mailing import send

_SALT = "cms.selection.receipt"
_SHOWN_FOR_S = 30 * 24 * 3600


def receive(candidate: Candidate, papers: Iterable[UploadedFile], *, call: Call, nonce: str) -> Candidate:
    """Keep a nomination whose form was found good.

    Shape: a form sent twice is kept once: the second sending returns the first nomination.
    """
    candidate.form_nonce = nonce
    candidate.origin, candidate.call, candidate.cohort = Origin.PUBLIC, call, call.cohort
    candidate.language = "en" if (get_language() or "fr").startswith("en") else "fr"
    candidate.consent_at = timezone.now()
    kept: list[Attachment] = []
    try:
        with transaction.atomic():
            known = Candidate.objects.filter(form_nonce=nonce).first()
            if known is not None:
                return known
            candidate.save()
            for upload in papers:
                paper = Attachment(candidate=candidate)
                keep(paper, upload)
                kept.append(paper)
                paper.save()
            log(candidate, "fabrique.candidate_receive")
            _acknowledge(candidate)
    except BaseException:
        # The rows are rolled back; the files beside them are not, unless we see to it.
        for paper in kept:
            paper.file.delete(save=False)
        raise
    return candidate


def _acknowledge(candidate: Candidate) -> None:
    context = {"candidate": candidate, "months": SelectionSettings.current().retention_months}
    send(template="nomination_receipt", to=[candidate.contact_email], context=context, language=candidate.language)


def receipt_url(candidate: Candidate) -> str:
    """Return the address of the confirmation. It carries the number, signed: nobody leafs through the others."""
    return reverse("selection:received", args=[signing.dumps(candidate.receipt, salt=_SALT)])


def read_receipt(token: str) -> str | None:
    """Return the receipt number of a confirmation's address, or None if we did not write it or it is too old."""
    try:
        number: str = signing.loads(token, salt=_SALT, max_age=_SHOWN_FOR_S)
    except signing.BadSignature:
        return None
    return number
