"""The site's search page: reads the feed, never a page model."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from cms.feed.hits import Hits, search_hits
from cms.feed.searching import MOST_HITS
from cms.media.audiences import Audience

PER_PAGE = 20
LONGEST_QUESTION = 100
MOST_PAGES = 50
TYPES = ("ambassador", "article", "whitepaper", "chapter")


@require_safe
def search(request: HttpRequest) -> HttpResponse:
    """Answer `?q=…`, optionally narrowed to one `type`, page by page.

    Errors: none for the visitor; an unknown type or page number is read as if it were not there.
    """
    question = " ".join(request.GET.get("q", "").replace("\x00", "").split())[:LONGEST_QUESTION]
    type_name = request.GET.get("type", "")
    type_name = type_name if type_name in TYPES else ""
    page = _page_number(request.GET.get("page", ""))
    found = _found(question, type_name, page) if question else Hits(hits=(), total=0, by_type=())
    labels = dict(_kinds())
    items = [hit.row.data for hit in found.hits]
    context = {
        "question": question,
        "type_name": type_name,
        "kinds": [{"name": name, "label": label, "is_chosen": name == type_name} for name, label in _kinds()],
        "results": [{**item, "kind": labels.get(item["type"], "")} for item in items],
        "count": _count(found),
        "next_page": page + 1 if found.total > page * PER_PAGE and page < MOST_PAGES else None,
        "previous_page": page - 1 if page > 1 else None,
        "head_title": _("Search: %(question)s") % {"question": question} if question else _("Search"),
    }
    return render(request, "search/search.html", context)


def _found(question: str, type_name: str, page: int) -> Hits:
    return search_hits(
        question,
        locale=get_language() or settings.LANGUAGE_CODE,
        audience=Audience.OWN,
        type_names=(type_name,) if type_name else (),
        limit=PER_PAGE,
        offset=(page - 1) * PER_PAGE,
    )


def _count(found: Hits) -> str:
    """Say how many were found; nothing where the search stopped counting."""
    if sum(number for _type, number in found.by_type) >= MOST_HITS:
        return ""
    return ngettext("%(total)s result", "%(total)s results", found.total) % {"total": found.total}


def _kinds() -> list[tuple[str, str]]:
    return [
        ("ambassador", _("Ambassadors")),
        ("article", _("News")),
        ("whitepaper", _("White paper")),
        ("chapter", _("Chapters")),
    ]


def _page_number(text: str) -> int:
    return min(int(text), MOST_PAGES) if text.isascii() and text.isdigit() and 0 < len(text) < 4 and int(text) else 1
