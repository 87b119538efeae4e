"""Wrap the admin: every unsafe request runs inside editorial_transaction().

Wagtail's publishing has no single method to override: the edit view, the unpublish view, bulk actions and workflow
approval each reach the action by a way of their own. So their callers are wrapped, once, at the roof.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib import messages
from django.contrib.messages.storage import default_storage
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from wagtail.utils.urlpatterns import decorate_urlpatterns

from cms.feed.transaction import EditorialBusy, PublicationRefused, run_editorial

SAFE_METHODS = {"GET", "HEAD", "OPTIONS"}
# Previews, spell checks and presence pings write nothing public and come every few seconds: they take no lock.
QUIET_VIEWS = ("preview", "editing_sessions", "ping", "login", "logout", "password", "account", "dismissibles")
View = Callable[..., HttpResponseBase]


def in_editorial_transaction(view: View) -> View:
    """Decorate a view so that what it writes and the feed are one commit.

    Shape: a refusal (PublicationRefused, or a ValidationError that no form caught) or a busy lock (EditorialBusy) rolls
    back and returns the editor to the form with the reason; to a script it answers 409 or 503 in plain text.
    """

    @wraps(view)
    def wrapped(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if request.method in SAFE_METHODS or _is_quiet(request):
            return view(request, *args, **kwargs)

        def work() -> HttpResponseBase:
            # A second try after a deadlock must read each file from its beginning, and say nothing twice.
            _forget_what_was_said(request)
            for _name, uploads in request.FILES.lists():
                for upload in uploads:
                    upload.seek(0)
            response = view(request, *args, **kwargs)
            if hasattr(response, "render") and not getattr(response, "is_rendered", True):
                response.render()
            return response

        try:
            return run_editorial(work)
        except PublicationRefused as refusal:
            return _back(request, str(refusal), 409)
        except EditorialBusy as busy:
            return _back(request, str(busy), 503)
        except ValidationError as invalid:
            # Forms answer for themselves; copying a page saves it without one (wagtail 8.0.1, actions/copy_page.py).
            return _back(request, " ".join(invalid.messages), 409)

    return wrapped


def wrap_admin(urlpatterns: list[Any]) -> list[Any]:
    """Wrap every view of the admin's URL patterns."""
    return decorate_urlpatterns(urlpatterns, in_editorial_transaction)


def _is_quiet(request: HttpRequest) -> bool:
    match = request.resolver_match
    if match is None:
        return False
    names = [*match.namespaces, match.url_name or ""]
    return any(quiet in name for name in names for quiet in QUIET_VIEWS)


def _forget_what_was_said(request: HttpRequest) -> None:
    """Drop the messages that a rolled-back try left in this request; those of earlier requests are read anew."""
    if hasattr(request, "_messages"):
        request._messages = default_storage(request)


def _back(request: HttpRequest, message: str, status: int) -> HttpResponseBase:
    wants_page = "text/html" in request.headers.get("Accept", "")
    referer = request.headers.get("Referer", "")
    is_ours = url_has_allowed_host_and_scheme(referer, {request.get_host()}, require_https=request.is_secure())
    if not wants_page or not is_ours:
        return HttpResponse(message, status=status, content_type="text/plain; charset=utf-8")
    _forget_what_was_said(request)
    messages.error(request, _("Nothing was changed. %(reason)s") % {"reason": message})
    return HttpResponseRedirect(referer)
