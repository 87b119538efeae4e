"""The calendar of one person as iCalendar, behind a private link: titles and times, what its owner may see, no more."""

from __future__ import annotations

from datetime import timedelta

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone, translation
from django.views.decorators.http import require_safe

from cms.releases.ical import as_ical
from cms.releases.links import owner_of
from cms.workflow.calendar_entries import entries

PAST, AHEAD = timedelta(days=60), timedelta(days=400)


@require_safe
def calendar_feed(request: HttpRequest, token: str) -> HttpResponse:
    """Return the calendar. Errors: Http404 for every link that opens nothing, whatever the reason."""
    user = owner_of(token)
    if user is None:
        raise Http404
    profile = getattr(user, "wagtail_userprofile", None)
    language = (profile.preferred_language if profile is not None else "") or settings.LANGUAGE_CODE
    now = timezone.now()
    with translation.override(language):
        body = as_ical(entries(now - PAST, now + AHEAD, user), now=now, language=language)
    response = HttpResponse(body, content_type="text/calendar; charset=utf-8")
    response["Cache-Control"] = "private, no-store"
    response["Referrer-Policy"] = "no-referrer"
    response["X-Robots-Tag"] = "noindex, nofollow"
    response["Content-Disposition"] = 'inline; filename="calendrier.ics"'
    return response
