"""The sign-off of one portrait in the admin: contact, what would be sent, links, answers, records."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import View
from wagtail.admin import messages
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin
from wagtail.log_actions import log
from wagtail.models import Page

from cms.media.models import Image
from cms.signoff.admin_forms import ContactForm
from cms.signoff.choices import RecordKind, Status
from cms.signoff.inviting import CannotSend, invite, reissue, revoke
from cms.signoff.receipts import as_pdf, receipt_of
from cms.signoff.records import SignOffRecord
from cms.signoff.requests import Contact, SignOffRequest
from cms.signoff.subjects import needs_sign_off, said_now, still_says

PERMISSION = "signoff.send_signoffrequest"


def may_see(user: Any, page: Page) -> bool:
    """Tell whether somebody may look at the sign-off of a page: they edit it, or send proofs."""
    return bool(page.permissions_for_user(user).can_edit())


def may_send(user: Any, page: Page) -> bool:
    """Tell whether somebody may send, reissue and call back the proof of a page."""
    return bool(user.has_perm(PERMISSION)) and may_see(user, page)


class _OfPage:
    """What every view of one portrait needs first. Errors: Http404, PermissionDenied."""

    request: HttpRequest
    kwargs: dict[str, Any]

    @cached_property
    def page(self) -> Page:
        page = get_object_or_404(Page.objects.filter(alias_of=None), pk=self.kwargs["page_id"]).specific
        if not needs_sign_off(page):
            raise Http404
        if not may_see(self.request.user, page):
            raise PermissionDenied
        return page

    def require_sender(self) -> None:
        """Errors: PermissionDenied."""
        if not may_send(self.request.user, self.page):
            raise PermissionDenied


class SignOffPageView(_OfPage, WagtailAdminTemplateMixin, View):
    """All about the sign-off of one portrait, in all its languages."""

    template_name = "signoff/admin/page.html"
    page_title = gettext_lazy("Sign-off")
    header_icon = "mail"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return self.render_to_response(self.get_context_data())

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Carry out one of the actions of the page."""
        self.require_sender()
        actions: dict[str, Callable[[], HttpResponse | None]] = {
            "contact": self._save_contact,
            "send": lambda: self._send(invite),
            "reissue": lambda: self._send(reissue),
            "revoke": self._revoke,
        }
        action = actions.get(request.POST.get("action", ""))
        if action is None:
            raise Http404
        return action() or redirect("signoff_page", self.page.pk)

    def get_page_subtitle(self) -> str:
        return str(self.page.get_admin_display_title())

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        return [
            *self.breadcrumbs_items,
            {"url": reverse("signoff_list"), "label": _("Sign-offs")},
            {"url": reverse("wagtailadmin_pages:edit", args=[self.page.pk]), "label": self.get_page_subtitle()},
            {"url": "", "label": self.page_title},
        ]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        contact = Contact.objects.filter(content_id=self.page.translation_key).first()
        said = said_now(self.page.translation_key)
        requests = list(
            SignOffRequest.objects.filter(content_id=self.page.translation_key).select_related("created_by")
        )
        waiting = next((one for one in requests if one.effective_status == Status.PENDING), None)
        images = Image.objects.in_bulk([entry["id"] for entry in said.images])
        records = SignOffRecord.objects.filter(content_id=self.page.translation_key).select_related("personal")
        form = kwargs.pop("form", None) or ContactForm(
            instance=contact, initial={} if contact else {"name": getattr(self.page, "leader_name", "")}
        )
        return super().get_context_data(
            page=self.page,
            may_send=may_send(self.request.user, self.page),
            contact=contact,
            form=form,
            titles=said.titles,
            photos=[images[entry["id"]] for entry in said.images if entry["id"] in images],
            waiting=waiting,
            is_waiting_stale=waiting is not None and not still_says(waiting, said),
            requests=requests,
            answers=[one for one in requests if one.remark_list or one.comment],
            records=records.order_by("-sequence"),
            signatures=[row for row in records if row.kind == RecordKind.SIGNED],
            media=form.media,
            **kwargs,
        )

    def _save_contact(self) -> HttpResponse | None:
        contact = Contact.objects.filter(content_id=self.page.translation_key).first()
        form = ContactForm(self.request.POST, instance=contact or Contact(content_id=self.page.translation_key))
        if not form.is_valid():
            messages.error(self.request, _("The contact was not saved: see below."))
            return self.render_to_response(self.get_context_data(form=form))
        form.save()
        log(instance=self.page, action="fabrique.signoff.contact", user=self.request.user)
        messages.success(self.request, _("The contact is saved."))
        return None

    def _send(self, service: Callable[[Page, Any], SignOffRequest]) -> None:
        try:
            service(self.page, self.request.user)
        except CannotSend as refusal:
            messages.error(self.request, str(refusal))
            return
        log(instance=self.page, action="fabrique.signoff.sent", user=self.request.user)
        messages.success(
            self.request, _("The proof is on its way. The link is in the mail alone; nobody here can see it.")
        )

    def _revoke(self) -> None:
        waiting = SignOffRequest.objects.filter(content_id=self.page.translation_key, status=Status.PENDING).first()
        if waiting is None or not revoke(waiting.pk, self.request.user):
            messages.warning(self.request, _("Nothing was waiting any more."))
            return
        log(instance=self.page, action="fabrique.signoff.revoked", user=self.request.user)
        messages.success(self.request, _("The link no longer opens anything."))


class ReceiptView(_OfPage, View):
    """The receipt of one signature, as a PDF, for the file."""

    def get(self, request: HttpRequest, page_id: int, sequence: int) -> HttpResponse:
        self.require_sender()
        rows = SignOffRecord.objects.filter(content_id=self.page.translation_key, kind=RecordKind.SIGNED)
        receipt = receipt_of(get_object_or_404(rows.select_related("personal"), pk=sequence))
        document = as_pdf(receipt)
        if document is None:
            messages.error(
                request, _("This server cannot make PDF files: Pango is missing. The records can be downloaded.")
            )
            return redirect("signoff_page", self.page.pk)
        return _as_file(document, "application/pdf", receipt.filename)


class RecordsView(_OfPage, View):
    """Everything the chain holds on one portrait, as JSON: what is hashed, and the personal part beside it."""

    def get(self, request: HttpRequest, page_id: int) -> HttpResponse:
        self.require_sender()
        rows = SignOffRecord.objects.filter(content_id=self.page.translation_key).select_related("personal")
        found = [
            {
                "sequence": row.sequence,
                "previous_hash": row.previous_hash,
                "hash": row.hash,
                "payload": row.payload,
                "personal": {"salt": row.personal.salt, "data": row.personal.data}
                if hasattr(row, "personal")
                else None,
            }
            for row in rows
        ]
        text = json.dumps(found, ensure_ascii=False, indent=2)
        return _as_file(text.encode(), "application/json", f"bon-a-tirer-{self.page.slug}.json")


def _as_file(content: bytes, media_type: str, name: str) -> HttpResponse:
    response = HttpResponse(content, content_type=media_type)
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    response["Cache-Control"] = "private, no-store"
    return response
