"""What the first page must say before anybody is asked to review it."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.translation import gettext_lazy as _

from cms.workflow.checks_of_texts import is_blank, lacking
from cms.workflow.completeness import GateReason, register_check
from home.models import HomePage


def first_page_is_complete(page: HomePage) -> Iterator[GateReason]:
    """Ask for a headline, and for a call that leads somewhere or is not there at all."""
    if is_blank(page.hero_title):
        yield lacking(page, "hero_title", "hero_title-missing", _("Write the headline of the first page."))
    if is_blank(page.call_title):
        return
    if is_blank(page.call_text):
        message = _("Say who can answer the call, until when, and what happens next.")
        yield lacking(page, "call_text", "call_text-missing", message)
    if is_blank(page.call_label) or not (page.call_page_id or page.call_url):
        message = _("The call needs a button: its words, and the page or the address behind it.")
        yield lacking(page, "call_label", "call_button-missing", message)


register_check(first_page_is_complete, model=HomePage)
