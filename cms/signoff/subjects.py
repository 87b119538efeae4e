"""What is signed: the pages of one portrait in all its languages, and what they say now. Reads, never writes."""

from __future__ import annotations

import uuid
from dataclasses import dataclass, field
from typing import Any

from django.conf import settings
from wagtail.images import get_image_model
from wagtail.models import Page, Revision

from cms.feed.translations import is_complete
from cms.signoff.requests import SignOffRequest
from cms.workflow.fingerprint import fingerprint, image_ids
from cms.workflow.kinds import Kind
from cms.workflow.requirements import of_type


@dataclass(frozen=True)
class Said:
    """What the newest revisions of a portrait say, in every language that can be shown."""

    pages: dict[str, Page] = field(default_factory=dict)
    objects: dict[str, Page] = field(default_factory=dict)
    digests: dict[str, str] = field(default_factory=dict)
    revisions: dict[str, int | None] = field(default_factory=dict)
    images: list[dict[str, Any]] = field(default_factory=list)

    @property
    def titles(self) -> dict[str, str]:
        """The title of each language."""
        return {language: page.title for language, page in self.objects.items()}


def needs_sign_off(page: Page) -> bool:
    """Tell whether pages of this type are signed by somebody."""
    return Kind.SIGN_OFF in of_type(page.specific_class or type(page))


def pages_of(content_id: uuid.UUID) -> dict[str, Page]:
    """Return the pages of a portrait by language, the site's own first.

    Shape: an alias says what its source says, and a translation that is still partly in the source language says
    nothing yet: both are left out.
    """
    rows = Page.objects.filter(translation_key=content_id, alias_of=None).select_related("locale").specific()
    found = {page.locale.language_code: page for page in rows if needs_sign_off(page)}
    main = settings.LANGUAGE_CODE
    return {
        code: found[code]
        for code in sorted(found, key=lambda code: (code != main, code))
        if code == main or is_complete(found[code])
    }


def said_now(content_id: uuid.UUID) -> Said:
    """Return what would be shown to somebody who opens a proof now."""
    said = Said(pages=pages_of(content_id))
    pictures: dict[int, None] = {}
    for language, page in said.pages.items():
        revision = page.get_latest_revision()
        shown = revision.as_object() if revision is not None else page
        said.objects[language] = shown
        said.revisions[language] = revision.pk if revision is not None else None
        said.digests[language] = fingerprint(shown)
        pictures |= dict.fromkeys(image_ids(shown))
    rows = get_image_model().objects.in_bulk(list(pictures))
    said.images.extend({"id": pk, "file_hash": rows[pk].file_hash} for pk in pictures if pk in rows)
    return said


def still_says(request: SignOffRequest, said: Said | None = None) -> bool:
    """Tell whether the portrait still says, in each language that was sent, exactly what was sent."""
    now = said or said_now(request.content_id)
    return bool(request.digests) and all(now.digests.get(code) == digest for code, digest in request.digests.items())


def shown_in(request: SignOffRequest, language: str) -> Page | None:
    """Return the page as it was sent, or None if that can no longer be shown."""
    digest = request.digests.get(language)
    bound = Revision.objects.filter(pk=request.revisions.get(language)).first()
    page = bound.as_object() if bound is not None else None
    if page is None or fingerprint(page) != digest:
        # A save without a change leaves a newer revision of the same content; purging takes the older one away.
        page = said_now(request.content_id).objects.get(language)
    return page if page is not None and fingerprint(page) == digest else None
