"""The door to the HTML page: served, and linked to, only while the feed says that our own audience may see it."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.db.models import Q
from django.http import Http404, HttpRequest
from django.utils import timezone
from django.utils.cache import patch_cache_control
from wagtail import hooks
from wagtail.models import Page

from cms.feed import registry
from cms.feed.models import FeedDocument, State
from cms.feed.rich_text_links import PublicDocumentLinkHandler, PublicPageLinkHandler
from cms.feed.rows import live
from cms.media.audiences import Audience

# A minute: what the sweeper needs anyway.
CACHE_S = 60


@hooks.register("before_serve_page", order=-100)
def only_what_is_public(page: Page, request: HttpRequest, args: Any, kwargs: Any) -> None:
    """Answer like a page that does not exist unless the stored feed shows it to the audience `own` now.

    Errors: Http404. A page behind a restriction is none of the public's business: no login form betrays it. Previews
    do not pass here, so drafts stay visible to their editors.
    """
    if registry.for_model(type(page)) is None or not live(Audience.OWN).filter(page_id=page.pk).exists():
        raise Http404
    if page.get_view_restrictions():
        # Only a writer outside every transaction (raw SQL) can make the two disagree until the next sweep.
        raise Http404


@hooks.register("on_serve_page")
def cache_for_a_minute(next_link: Any) -> Any:
    """Let shared caches keep a page for the minute that the sweeper needs anyway."""

    def serve(page: Page, request: HttpRequest, args: Any, kwargs: Any) -> Any:
        response = next_link(page, request, args, kwargs)
        if request.method in {"GET", "HEAD"} and not response.has_header("Cache-Control"):
            patch_cache_control(response, public=True, max_age=0, s_maxage=_seconds_left())
        return response

    return serve


def _seconds_left() -> int:
    """A cached page must not outlive what it shows: itself, the documents it lists, the rights of their pictures."""
    now = timezone.now()
    soon = now + timedelta(seconds=CACHE_S)
    due = Q(not_after__gt=now, not_after__lt=soon) | Q(next_at__gt=now, next_at__lt=soon)
    rows = FeedDocument.objects.filter(due, audience=Audience.OWN.value, state=State.LIVE)
    edges = [
        edge for row in rows.values_list("not_after", "next_at") for edge in row if edge is not None and edge > now
    ]
    return min([CACHE_S, *(int((edge - now).total_seconds()) for edge in edges)])


@hooks.register("register_rich_text_features", order=100)
def link_only_to_what_is_public(features: Any) -> None:
    """Take the place of Wagtail's handlers, which are registered before."""
    features.register_link_type(PublicPageLinkHandler)
    features.register_link_type(PublicDocumentLinkHandler)
