"""Publishes a page of the demonstration as the house does: reviewed, admitted, signed, checked, then published."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext as _
from wagtail.log_actions import LogContext
from wagtail.models import Page, Revision

from cms.demo.shelf import Shelf
from cms.selection.admission import needs_admission
from cms.selection.mandates import admit_existing, standing
from cms.signoff.requests import Contact
from cms.workflow.decisions import missing, record
from cms.workflow.fingerprint import fingerprint
from cms.workflow.kinds import Kind, Outcome

MANDATE = timedelta(days=3 * 365)


def publish_decided(revision: Revision, shelf: Shelf) -> None:
    """Record what each person of the demonstration decides on a revision, then publish it as its publisher.

    Errors: PublicationRefused if its rights or its completeness do not allow it: the demonstration takes no side door.
    """
    page = revision.as_object()
    if needs_admission(type(page)) and not standing(page.translation_key):
        admit(page, shelf)
        know_whom_to_ask(page)
    with LogContext(user=shelf.publisher):
        for kind in missing(page):
            if kind in (Kind.REVIEW, Kind.SIGN_OFF, Kind.READERS):
                _decide(page, revision, kind, shelf)
        revision.publish(user=shelf.publisher)


def admit(page: Page, shelf: Shelf) -> None:
    """Give the company of a portrait a mandate that began some months ago."""
    today = timezone.localdate()
    admit_existing(
        page,
        first_day=today - timedelta(days=200),
        last_day=today - timedelta(days=200) + MANDATE,
        basis=_("Invented decision of the demonstration."),
        user=shelf.publisher,
    )


def know_whom_to_ask(page: Any) -> None:
    """Note to whom the proof of a portrait is sent: an address that leads nowhere."""
    address = f"{slugify(page.leader_name).replace('-', '.')}@demonstration.example"
    Contact.objects.get_or_create(
        content_id=page.translation_key, defaults={"name": page.leader_name, "email": address, "language": "fr"}
    )


def _decide(page: Page, revision: Revision, kind: Kind, shelf: Shelf) -> None:
    user: Any = None if kind == Kind.SIGN_OFF else shelf.reviewer
    record(
        page=page,
        digest=fingerprint(page),
        kind=kind,
        outcome=Outcome.APPROVED,
        user=user,
        user_name=getattr(page, "leader_name", "") if kind == Kind.SIGN_OFF else "",
        comment=_("Invented signature of the demonstration.") if kind == Kind.SIGN_OFF else "",
        revision=revision,
    )
