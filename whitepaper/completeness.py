"""What an edition of the white paper and its chapters must say before readers are asked to agree."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _
from wagtail.models import Page

from cms.workflow.checks_of_texts import is_blank, lacking
from cms.workflow.completeness import GateReason, register_check
from whitepaper.models import ChapterPage, WhitePaperPage

SUMMARY = _("Write the summary: one or two sentences for lists and for partners’ sites.")
EDITION: Mapping[str, Any] = {
    "summary": SUMMARY,
    "version_label": _("Say which version it is, as one would quote it."),
    "edition_date": _("Give the day on which it was presented to the public."),
    "authors": _("Name the authors, as on the cover."),
    "citation_id": _("Give the id by which others cite it for ever."),
}
CHAPTER: Mapping[str, Any] = {"summary": SUMMARY, "body": _("Write the text: it is empty.")}


def edition_is_complete(page: WhitePaperPage) -> Iterator[GateReason]:
    """Ask for what a library would ask for."""
    return _filled(page, EDITION)


def chapter_is_complete(page: ChapterPage) -> Iterator[GateReason]:
    """Ask for a text and for what it says in short."""
    return _filled(page, CHAPTER)


def _filled(page: Page, needed: Mapping[str, Any]) -> Iterator[GateReason]:
    for field, message in needed.items():
        if is_blank(getattr(page, field)):
            yield lacking(page, field, f"{field}-missing", message)


register_check(edition_is_complete, model=WhitePaperPage)
register_check(chapter_is_complete, model=ChapterPage)
