"""What an article must say before anybody is asked to review it."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.translation import gettext_lazy as _

from cms.workflow.checks_of_texts import is_blank, lacking
from cms.workflow.completeness import GateReason, register_check
from news.models import ArticlePage

NEEDED = {
    "summary": _("Write the summary: one or two sentences for lists and for partners’ sites."),
    "date": _("Give the day printed on the article."),
    "body": _("Write the text: it is empty."),
}


def article_is_complete(page: ArticlePage) -> Iterator[GateReason]:
    """Ask for each field that readers miss when it is empty."""
    for field, message in NEEDED.items():
        if is_blank(getattr(page, field)):
            yield lacking(page, field, f"{field}-missing", message)


register_check(article_is_complete, model=ArticlePage)
