"""The public pages of the challenge: the form, its confirmation, and a kind word when it is closed."""

from __future__ import annotations

from datetime import timedelta

from django.db import IntegrityError
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from cms.pages.models import SiteIdentity
from cms.selection.calls import Call, last_call, next_call, open_call
from cms.selection.candidates import Candidate
from cms.selection.criteria import Criterion, SelectionSettings
from cms.selection.nomination import read_receipt, receipt_url, receive
from cms.selection.nomination_form import NominationForm
from cms.selection.origins import same_origin
from cms.selection.papers import bound_uploads, is_too_heavy
from cms.selection.robots import HONEYPOT, HOUR_S, may_nominate, may_try, open_form, read_form

# Whoever began before the end may finish.
GRACE = timedelta(hours=1)


@never_cache
@same_origin
@require_http_methods(["GET", "HEAD", "POST"])
def nominate(request: HttpRequest) -> HttpResponse:
    """Show the form of the open call, or take what was filled in.

    Errors: 413 for a form too heavy to be read, 422 with everything typed for one that is not right, 429 with
    everything typed for too many.
    """
    if request.method != "POST":
        call = open_call()
        return _page(request, call, NominationForm(), open_form()) if call else _closed(request)
    if is_too_heavy(request):
        call = open_call()
        if call is None:
            return _closed(request)
        message = _("These files are too heavy: the form could not be read. Send lighter ones, 5 MB each at most.")
        return _page(request, call, NominationForm(), open_form(), message=message, status=413)
    bound_uploads(request)
    call = open_call() or _just_closed(request)
    return _take(request, call) if call else _closed(request)


def _take(request: HttpRequest, call: Call) -> HttpResponse:
    form = NominationForm(request.POST, request.FILES)
    is_within_bounds = may_try(request)
    is_good = form.is_valid()
    opened = form.form_opened
    if is_good and opened is not None:
        known = Candidate.objects.filter(form_nonce=opened.nonce).first()
        if known is not None:
            return HttpResponseRedirect(receipt_url(known))
        if is_within_bounds and may_nominate(request):
            try:
                candidate = receive(form.instance, form.cleaned_data["papers"], call=call, nonce=opened.nonce)
            except IntegrityError:
                # The same form, sent twice at the same instant: the other one was first.
                candidate = Candidate.objects.get(form_nonce=opened.nonce)
            return HttpResponseRedirect(receipt_url(candidate))
    # A stale form gets a fresh start; a hasty one keeps its own, so that a few seconds later it passes.
    token = str(request.POST.get("opened", "")) if opened else open_form()
    if is_good or not is_within_bounds:
        message = _("Many nominations came from here within an hour. Nothing you typed is lost: send it again later.")
        response = _page(request, call, form, token, message=message, status=429)
        response["Retry-After"] = str(HOUR_S)
        return response
    return _page(request, call, form, token, status=422)


def _just_closed(request: HttpRequest) -> Call | None:
    """Return the call that was open when this form was opened, for an hour after its end."""
    call, opened = last_call(), read_form(str(request.POST.get("opened", "")))
    now = timezone.now()
    if call is None or opened is None or now >= call.closes_at + GRACE:
        return None
    return call if now - timedelta(seconds=opened.seconds_ago) < call.closes_at else None


def _page(
    request: HttpRequest, call: Call, form: NominationForm, token: str, *, message: str = "", status: int = 200
) -> HttpResponse:
    title = _("Nominate a company")
    context = {
        "call": call,
        "form": form,
        "token": token,
        "message": message,
        "has_errors": bool(message) or bool(form.errors),
        "honeypot": HONEYPOT,
        "criteria": Criterion.objects.filter(is_active=True),
        "rules": SelectionSettings.current(),
        "contact": _contact(),
        "head_title": _("Error: %(title)s") % {"title": title} if status != 200 else title,
        "head_description": _("Nominate a company that makes things here, to become one of its ambassadors."),
    }
    return render(request, "selection/nominate.html", context, status=status)


def _closed(request: HttpRequest) -> HttpResponse:
    context = {"next_call": next_call(), "last_call": last_call(), "head_title": _("Nominations are closed")}
    return render(request, "selection/closed.html", context)


@never_cache
@require_safe
def received(request: HttpRequest, token: str) -> HttpResponse:
    """Confirm a nomination with its number, to whoever sent it.

    Errors: Http404 for an address that we did not write.
    """
    number = read_receipt(token)
    candidate = Candidate.objects.filter(receipt=number).first() if number else None
    if candidate is None:
        raise Http404
    context = {
        "receipt": candidate.receipt,
        "received_at": candidate.received_at,
        "contact": _contact(),
        "head_title": _("Nomination received"),
    }
    response = render(request, "selection/received.html", context)
    response["X-Robots-Tag"] = "noindex"
    response["Referrer-Policy"] = "no-referrer"
    return response


def _contact() -> str:
    """Return the mailbox for questions on personal data: the committee's, else the site's, else nothing."""
    identity = SiteIdentity.objects.first()
    return SelectionSettings.current().privacy_contact or (identity.contact_email if identity else "")
