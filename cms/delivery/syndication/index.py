"""The list of the feeds, for whoever looks for one."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from cms.delivery.bodies import to_json
from cms.delivery.http import Answer, absolute, caller_of, respond
from cms.delivery.parameters import ParameterSet
from cms.delivery.syndication.websub import FORMATS
from cms.delivery.vocabulary import locales
from cms.feed.registry import FeedType, all_types

NO_PARAMETERS = ParameterSet(())
# The answer follows from the code alone: it is as old as this process.
STARTED_AT = timezone.now()


def index_view(request: HttpRequest) -> HttpResponse:
    """Answer with every feed of every type that this caller may have."""
    NO_PARAMETERS.read(request.META.get("QUERY_STRING", ""))
    caller = caller_of(request)
    types = [kind for kind in all_types() if kind.is_listed and caller.may_have(kind.name)]
    content = {
        "title": settings.WAGTAIL_SITE_NAME,
        "locales": locales(),
        "feeds": [_feed(request, "all", None), *(_feed(request, kind.plural, kind) for kind in types)],
    }
    return respond(request, Answer(body=to_json(content), last_modified=STARTED_AT, keys=("feeds",)))


def _feed(request: HttpRequest, plural: str, kind: FeedType | None) -> dict[str, object]:
    key = caller_of(request).publishable_key
    query = f"?key={key}" if key else ""
    return {
        "name": plural,
        "description": kind.description if kind else "Everything below, in one feed.",
        "facets": [facet.name for facet in kind.facets] if kind else ["type"],
        **{form: absolute(request, f"/feeds/{plural}.{form}{query}") for form in FORMATS},
    }
