"""The receipt as a page and as a PDF, and taking back what it gave."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from cms.signoff import cookies
from cms.signoff.agreements import signed_record, standing
from cms.signoff.choices import Purpose, RecordKind, Use
from cms.signoff.headers import private
from cms.signoff.receipts import as_pdf, photo_label, receipt_of, scope_in_words
from cms.signoff.records import SignOffRecord
from cms.signoff.requests import MagicLink
from cms.signoff.views.entering import unknown
from cms.signoff.withdrawing import NothingToWithdraw, Scope, withdraw

View = Callable[..., HttpResponse]


def with_receipt(view: View) -> View:
    """Hand a view the link and the record that the browser's receipt is about."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        link = cookies.remembered(request, Purpose.RECEIPT)
        record = signed_record(link.request.content_id, link.request_id) if link is not None else None
        if link is None or record is None:
            return unknown(request)
        return view(request, link, record, *args, **kwargs)

    return guarded


@require_safe
@private
@with_receipt
def receipt(request: HttpRequest, link: MagicLink, record: SignOffRecord) -> HttpResponse:
    """Show the receipt, and what still holds of it."""
    agreed = standing(link.request_id)
    context = {
        "receipt": receipt_of(record),
        "is_withdrawn": agreed is None,
        "withdrawals": [
            (row.recorded_at, scope_in_words(row))
            for row in SignOffRecord.objects.filter(request_id=link.request_id, kind=RecordKind.WITHDRAWN)
        ],
        "is_taken_back": "retire" in request.GET,
    }
    return render(request, "signoff/receipt.html", context)


@require_safe
@private
@with_receipt
def receipt_pdf(request: HttpRequest, link: MagicLink, record: SignOffRecord) -> HttpResponse:
    """Send the receipt as a PDF; where the machine cannot make one, say so instead."""
    shown = receipt_of(record)
    document = as_pdf(shown)
    if document is None:
        return render(request, "signoff/no_pdf.html", {"receipt": shown}, status=503)
    response = HttpResponse(document, content_type="application/pdf")
    response["Content-Disposition"] = f'attachment; filename="{shown.filename}"'
    return response


class WithdrawalForm(forms.Form):
    """Which part of an agreement is taken back. Nothing is chosen beforehand."""

    scope = forms.ChoiceField(
        label=gettext_lazy("What do you take back?"),
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Choose what you take back.")},
    )
    is_sure = forms.BooleanField(
        label=gettext_lazy("I confirm that I take back this agreement."),
        error_messages={"required": gettext_lazy("Tick this box to confirm.")},
    )

    def __init__(self, *args: Any, agreed: dict[int, dict[str, bool]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.scopes = dict(_scopes(agreed))
        self.fields["scope"].choices = [(key, label) for key, (_scope, label) in self.scopes.items()]  # type: ignore[attr-defined]

    def chosen(self) -> Scope:
        """Return what a valid form takes back."""
        return self.scopes[self.cleaned_data["scope"]][0]

    def error_list(self) -> list[tuple[str, str]]:
        """Return (id of the element to mend, message) of each error."""
        targets = {"scope": "id_scope_0", "is_sure": "id_is_sure"}
        return [(targets[name], str(text)) for name, messages in self.errors.items() for text in messages]


@require_http_methods(["GET", "HEAD", "POST"])
@private
@with_receipt
def withdrawal(request: HttpRequest, link: MagicLink, record: SignOffRecord) -> HttpResponse:
    """Ask what is taken back, and take it back."""
    agreed = standing(link.request_id)
    if agreed is None:
        return redirect("signoff:receipt")
    form = WithdrawalForm(request.POST if request.method == "POST" else None, agreed=agreed)
    if request.method == "POST" and form.is_valid():
        try:
            withdraw(link, form.chosen())
        except NothingToWithdraw:
            return redirect("signoff:receipt")
        response = redirect("signoff:receipt")
        response["Location"] += "?retire=1"
        return response
    context = {"form": form, "receipt": receipt_of(record)}
    return render(request, "signoff/withdrawal.html", context, status=422 if form.is_bound else 200)


def _scopes(agreed: dict[int, dict[str, bool]]) -> list[tuple[str, tuple[Scope, str]]]:
    """List what can still be taken back: everything, a photo, a use of all photos, a use of one."""
    found = [("all", (Scope("all"), _("Everything: the portrait leaves the site, and its photos with it")))]
    given = {image_id: [use for use in Use if uses.get(use.value)] for image_id, uses in agreed.items()}
    for image_id, uses in given.items():
        if uses:
            label = _("Photo “%(photo)s”: all its uses") % {"photo": photo_label(image_id)}
            found.append((f"image-{image_id}", (Scope("image", image=image_id), label)))
    several = sum(bool(uses) for uses in given.values()) > 1
    for use in Use:
        if several and any(use in uses for uses in given.values()):
            label = _("The use “%(use)s”, for all photos") % {"use": use.label}
            found.append((f"use-{use.value}", (Scope("use", use=use.value), label)))
    for image_id, uses in given.items():
        for use in uses:
            label = _("Photo “%(photo)s”: the use “%(use)s”") % {"photo": photo_label(image_id), "use": use.label}
            found.append((f"image-{image_id}-{use.value}", (Scope("use", image=image_id, use=use.value), label)))
    return found
