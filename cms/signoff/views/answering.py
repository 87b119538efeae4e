"""The decision: photos, uses, outcome, name. One answer counts; the next is told which."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.views.decorators.debug import sensitive_variables
from django.views.decorators.http import require_http_methods

from cms.signoff import cookies
from cms.signoff.agreements import photos_of, photos_to_ask
from cms.signoff.answer_form import CHANGES, SIGN, AnswerForm
from cms.signoff.choices import Purpose
from cms.signoff.deciding import CannotDecide, NameDiffers, refuse, request_changes, sign
from cms.signoff.headers import private
from cms.signoff.opening import Opened, find_link
from cms.signoff.views.reading import closed, with_proof
from cms.signoff.wording import wording


@require_http_methods(["GET", "HEAD", "POST"])
@private
@with_proof
def decision(request: HttpRequest, found: Opened) -> HttpResponse:
    """Ask for the decision, and take it."""
    if found.request.first_opened_at is None:
        return redirect("signoff:start")
    asked = photos_to_ask(found.request)
    form = AnswerForm(
        request.POST if request.method == "POST" else None,
        photos=asked,
        person=found.contact.name if found.contact else "",
        remark_count=len(found.request.remark_list),
    )
    if request.method == "POST" and form.is_valid():
        try:
            return _take(request, found, form)
        except CannotDecide as refused:
            return closed(request, refused.opened)
        except NameDiffers:
            form.add_error("typed_name", form.fields["typed_name"].error_messages["required"])
    context = {
        "found": found,
        "form": form,
        "others": [photo for photo in photos_of(found.request) if photo not in asked],
        "wording": wording(get_language() or ""),
        "step": len(found.request.languages) + 1,
        "steps": len(found.request.languages) + 1,
    }
    return render(request, "signoff/decision.html", context, status=422 if form.is_bound else 200)


@sensitive_variables("token")
def _take(request: HttpRequest, found: Opened, form: AnswerForm) -> HttpResponse:
    """Carry out a valid answer. Errors: CannotDecide, NameDiffers."""
    data = form.cleaned_data
    if data["outcome"] != SIGN:
        send = request_changes if data["outcome"] == CHANGES else refuse
        send(found.link, typed_name=data["typed_name"], comment=data["comment"])
        return redirect("signoff:start")
    words = wording(get_language() or "")
    _record, token = sign(found.link, typed_name=data["typed_name"], choices=form.choices(), wording=words)
    response = redirect("signoff:receipt")
    receipt_link = find_link(token)
    if receipt_link is not None:
        cookies.remember(response, receipt_link)
    cookies.forget(response, Purpose.PROOF)
    return response
