"""Portraits, pictures of people and recall sheets for tests."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.test import TestCase
from django.utils import timezone
from wagtail.models import Page

from cms.feed.transaction import editorial_transaction
from cms.media.models import Consent, Image
from cms.recall.taking_back import Request
from cms.selection.models import Mandate
from tests import factories

ASKED = Request(name="Nadia Ferrand", how="phone", on=datetime.date(2026, 11, 20), reason="Je quitte l’entreprise.")
USES = ("site", "partners", "open", "press", "print", "social")


def picture_of(*people: str, **fields: Any) -> Image:
    """Make a picture on which some people can be recognised, each with a full and proven consent."""
    image = factories.image(persons="identified", **fields)
    for person in people:
        consent(image, person)
    return Image.objects.get(pk=image.pk)


def consent(image: Image, person: str, **fields: Any) -> Consent:
    """Record a full and proven consent, save what is given otherwise."""
    values = {
        "given_on": datetime.date(2026, 1, 5),
        "proof_note": "Classeur rouge, bureau 4.",
        **{f"may_{use}": True for use in USES},
        **fields,
    }
    with editorial_transaction():
        return Consent.objects.create(image=image, person=person, **values)


@contextmanager
def committed() -> Iterator[None]:
    """Run a block in an editorial transaction, then what was left for after its commit."""
    with TestCase.captureOnCommitCallbacks(execute=True), editorial_transaction():
        yield


def admitted(page: Page) -> Page:
    """Give the company of a portrait a mandate, so that only what a test is about can refuse it."""
    now = timezone.now()
    with editorial_transaction():
        Mandate.objects.create(
            content_id=page.translation_key,
            page_id=page.pk,
            starts_at=now - datetime.timedelta(days=1),
            ends_at=now + datetime.timedelta(days=365),
            basis="test",
        )
    return page


def article_with(image: Image, **fields: Any) -> Page:
    """Publish an article that shows a picture."""
    return factories.article(image=image, **fields)
