"""The oEmbed provider: one address, two formats, two types."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse

from cms.delivery.http import Answer, respond
from cms.delivery.oembed.answers import answer_for, written
from cms.delivery.oembed.asking import find, read

CONTENT_TYPES = {"json": "application/json", "xml": "text/xml; charset=utf-8"}


def oembed_view(request: HttpRequest) -> HttpResponse:
    """Answer what a consumer may show for an address. One query of the feed for a page at its present address."""
    values, form = read(request)
    row = find(request, values["url"])
    answer = Answer(
        body=written(answer_for(request, row, values), form),
        content_type=CONTENT_TYPES[form],
        # With an end in sight `cache_age` shrinks by itself: a date would prove nothing.
        last_modified=row.modified_at if row.until is None else None,
        until=row.until,
        keys=("oembed",),
        rows=(row,),
    )
    return respond(request, answer)
