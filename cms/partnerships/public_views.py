"""The partner's own page: asking for a link, coming in by one, the desk, and leaving."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.debug import sensitive_variables
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from cms.partnerships import asking, cookies
from cms.partnerships.audit import note_on
from cms.partnerships.desk import Desk, find_section
from cms.partnerships.forms import AskForm
from cms.partnerships.headers import private
from cms.partnerships.languages import switch
from cms.partnerships.letters import answer_later
from cms.partnerships.links import ASKED_LIFETIME, find_link, log_out
from cms.signoff import throttle

FIRST = "keys"
ROOM = "partner-page"


@require_http_methods(["GET", "HEAD", "POST"])
@private
def start(request: HttpRequest) -> HttpResponse:
    """Ask for the address to which a link is sent. The answer is one and the same, known or not.

    Errors: 422 for what is no address, 429 for a machine that asks too often.
    """
    if request.method != "POST":
        if cookies.remembered(request) is not None:
            return redirect("partnerships:section", FIRST, "")
        return _ask(request, AskForm())
    form = AskForm(request.POST)
    if not form.is_valid():
        return _ask(request, form, status=422)
    left_s = asking.wait_s(request)
    if left_s:
        return _too_many(request, left_s)
    email = form.cleaned_data["email"]
    if asking.may_write_to(email):
        answer_later(email)
    return redirect(reverse("partnerships:start") + "?asked")


@require_safe
@private
@sensitive_variables("token")
def enter(request: HttpRequest, token: str) -> HttpResponse:
    """Set the cookie of a link and lead on. Nothing is counted, noted or decided, whoever asks.

    Errors: 404 with one and the same page for whatever opens nothing; 429 for those who guessed too often.
    """
    left_s = throttle.wait_s(request, ROOM)
    if left_s:
        return _too_many(request, left_s)
    link = find_link(token)
    if link is None:
        throttle.note_wrong(request, ROOM)
        return _page(request, {"form": AskForm(), "is_unknown": True}, status=404)
    response = redirect("partnerships:section", FIRST, "")
    response.status_code = 303
    response["Referrer-Policy"] = "no-referrer"
    cookies.remember(response, link)
    return response


@require_POST
@private
def leave(request: HttpRequest) -> HttpResponse:
    """Close the page: for this browser and every other of the contact, and for whoever finds a link in a history."""
    link = cookies.remembered(request)
    if link is not None and log_out(link.contact):
        note_on(link.contact.partner, "left", by=link.contact)
    response = redirect(reverse("partnerships:start") + "?left")
    cookies.forget(response)
    return response


@private
def partner_section(request: HttpRequest, section: str, rest: str = "") -> HttpResponse:
    """Show a section to the partner whose link this browser opened. Errors: Http404 for an unknown section."""
    link = cookies.remembered(request)
    if link is None:
        return redirect(reverse("partnerships:start") + "?closed")
    contact = link.contact
    desk = Desk(contact.partner, is_staff=False, contact=contact)
    found = find_section(section)
    if found is None or not found.is_on(desk):
        raise Http404
    return found.view(request, desk, rest)


def _ask(request: HttpRequest, form: AskForm, status: int = 200) -> HttpResponse:
    said = next((word for word in ("asked", "left", "closed") if word in request.GET and not form.is_bound), "")
    context = {"form": form, "said": said, "minutes": ASKED_LIFETIME.seconds // 60}
    return _page(request, context, status=status)


def _too_many(request: HttpRequest, left_s: int) -> HttpResponse:
    response = _page(request, {"form": AskForm(), "wait_minutes": -(-left_s // 60)}, status=429)
    response["Retry-After"] = str(left_s)
    return response


def _page(request: HttpRequest, context: dict[str, Any], status: int) -> HttpResponse:
    head = {"languages": switch(request, "partnerships:start")}
    return render(request, "partnerships/ask.html", {**context, "head": head}, status=status)
