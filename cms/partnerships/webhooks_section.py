"""The section of webhooks: endpoints, what each is told, its log. The same on both sides of the desk."""

from __future__ import annotations

import re
import uuid
from typing import Any

from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.db.models import Count, Q
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext_lazy
from django.views.decorators.debug import sensitive_variables

from cms.delivery.webhooks.choices import MOST_ENDPOINTS, OVERLAP, MessageState
from cms.delivery.webhooks.endpoints import add_endpoint
from cms.delivery.webhooks.messages import is_current
from cms.delivery.webhooks.models import Endpoint, Message
from cms.delivery.webhooks.signing import secret_of
from cms.partnerships import webhooks_actions as actions
from cms.partnerships.audit import note
from cms.partnerships.desk import Desk, Section, register_section, render_section
from cms.partnerships.webhooks_forms import EndpointForm, WantedForm
from cms.partnerships.webhooks_words import attempt_lines, end_of, is_waiting, state_of

NAME = actions.NAME
READING = ("GET", "HEAD")
PER_PAGE = 25
_REST = re.compile(r"(?P<endpoint>[0-9a-f-]{36})/(?:messages/(?P<message>[0-9]{1,18})/)?(?P<action>[a-z-]+/)?")


def webhooks_view(request: HttpRequest, desk: Desk, rest: str) -> HttpResponse:
    """Show the endpoints, one endpoint, or one message; do what is asked of them. Errors: Http404."""
    if rest == "":
        return _list(request, desk)
    found = _REST.fullmatch(rest)
    if found is None:
        raise Http404
    endpoint = _endpoint(desk, found["endpoint"])
    action = (found["action"] or "").rstrip("/")
    if found["message"]:
        message = get_object_or_404(Message.objects.select_related("endpoint"), pk=found["message"], endpoint=endpoint)
        return _message(request, desk, message, action)
    if not action:
        return _one(request, desk, endpoint)
    return _act(request, desk, endpoint, action)


def _endpoint(desk: Desk, text: str) -> Endpoint:
    """Return an endpoint of this partner: those of others do not exist here. Errors: Http404."""
    try:
        public_id = uuid.UUID(text)
    except ValueError as error:
        raise Http404 from error
    return get_object_or_404(Endpoint, public_id=public_id, partner=desk.partner)


def _list(request: HttpRequest, desk: Desk) -> HttpResponse:
    if request.method not in (*READING, "POST"):
        return HttpResponseNotAllowed([*READING, "POST"])
    form = EndpointForm(request.POST if request.method == "POST" else None, partner=desk.partner)
    if form.is_bound and form.is_valid():
        try:
            endpoint = add_endpoint(desk.partner, form.cleaned_data["url"], **form.wanted)
        except ValidationError as refused:
            form.add_error("url", refused)
        else:
            note(desk, "webhook_added", what=endpoint.url)
            return secret_page(request, desk, endpoint)
    waiting = Count("messages", filter=Q(messages__state=MessageState.WAITING))
    endpoints = Endpoint.objects.filter(partner=desk.partner).annotate(waiting=waiting)
    lines = [(endpoint, state_of(endpoint), desk.url(NAME, f"{endpoint.public_id}/")) for endpoint in endpoints]
    context = {"lines": lines, "form": form, "may_add": len(lines) < MOST_ENDPOINTS, "most": MOST_ENDPOINTS}
    return render_section(
        request, desk, NAME, "partnerships/webhooks.html", context, status=422 if form.errors else 200
    )


@sensitive_variables("context")
def secret_page(request: HttpRequest, desk: Desk, endpoint: Endpoint) -> HttpResponse:
    """Show the secret in force, in this very answer and in no other."""
    context = {
        "endpoint": endpoint,
        "secret": secret_of(endpoint),
        "url": desk.url(NAME, f"{endpoint.public_id}/"),
        "is_replaced": bool(endpoint.former_salt),
        "overlap_hours": int(OVERLAP.total_seconds() // 3600),
    }
    response = render_section(request, desk, NAME, "partnerships/webhooks_secret.html", context)
    response["Cache-Control"] = "no-store"
    return response


def _one(
    request: HttpRequest, desk: Desk, endpoint: Endpoint, *, form: WantedForm | None = None, **more: Any
) -> HttpResponse:
    if form is None and request.method not in READING and not more:
        return HttpResponseNotAllowed(READING)
    here = f"{endpoint.public_id}/"
    page = Paginator(endpoint.messages.defer("body"), PER_PAGE).get_page(request.GET.get("p"))
    context = {
        "endpoint": endpoint,
        "state": state_of(endpoint),
        "form": form or WantedForm(partner=desk.partner, endpoint=endpoint),
        "messages_page": page,
        "lines": [(message, desk.url(NAME, f"{here}messages/{message.pk}/")) for message in page],
        "urls": {name: desk.url(NAME, f"{here}{name}/") for name in (*actions.FORMS, *actions.ACTIONS)},
        "list_url": desk.url(NAME),
        "newest": actions.mark_of(endpoint),
        "overlap_hours": int(OVERLAP.total_seconds() // 3600),
        "done": actions.DONE.get(request.GET.get("done", "")),
        **more,
    }
    status = 422 if form is not None else more.get("status", 200)
    return render_section(request, desk, NAME, "partnerships/webhooks_endpoint.html", context, status=status)


def _act(request: HttpRequest, desk: Desk, endpoint: Endpoint, action: str) -> HttpResponse:
    if action not in (*actions.FORMS, *actions.ACTIONS):
        raise Http404
    if action == "delete" and request.method in READING:
        context = {"endpoint": endpoint, "back_url": desk.url(NAME, f"{endpoint.public_id}/")}
        return render_section(request, desk, NAME, "partnerships/webhooks_deleting.html", context)
    if request.method != "POST":
        return HttpResponseNotAllowed(["POST"])
    if action == "wanted":
        form = WantedForm(request.POST, partner=desk.partner, endpoint=endpoint)
        if not form.is_valid():
            return _one(request, desk, endpoint, form=form)
        return actions.change_wanted(desk, endpoint, form)
    if action == "secret":
        if request.POST.get("newest") != actions.mark_of(endpoint):
            return _one(request, desk, endpoint, is_late=True, status=409)
        actions.replace(desk, endpoint)
        return secret_page(request, desk, endpoint)
    return actions.ACTIONS[action](desk, endpoint)


def _message(request: HttpRequest, desk: Desk, message: Message, action: str) -> HttpResponse:
    if action == "again" and request.method == "POST":
        return actions.again(desk, message)
    if action:
        raise Http404
    if request.method not in READING:
        return HttpResponseNotAllowed(READING)
    here = f"{message.endpoint.public_id}/"
    context = {
        "message": message,
        "endpoint": message.endpoint,
        "attempts": attempt_lines(message),
        "end": end_of(message),
        "back_url": desk.url(NAME, here),
        "again_url": desk.url(NAME, f"{here}messages/{message.pk}/again/"),
        "may_again": message.endpoint.is_active and not is_waiting(message) and is_current(message),
        "done": actions.DONE.get(request.GET.get("done", "")),
    }
    return render_section(request, desk, NAME, "partnerships/webhooks_message.html", context)


register_section(Section(NAME, gettext_lazy("Webhooks"), webhooks_view, order=50, icon="link-external"))
