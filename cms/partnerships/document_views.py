"""One document of “Who shows what”: who shows it, and for each audience and partner why it is, or is not, in the feed.

What stands beside a page's editor, for those who may not open the editor. Never speaks of a draft.
"""

from __future__ import annotations

import uuid
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe
from wagtail.admin.auth import permission_required
from wagtail.models import Page

from cms.feed import registry
from cms.feed.rows import of_pages
from cms.media.audiences import Audience
from cms.partners.usage_tables import PartnerCopy
from cms.partnerships.copies_panel import holders_of_document
from cms.partnerships.desk_views import VIEW
from cms.partnerships.kinds import kind_of_one
from cms.partnerships.overview import title_of_deleted
from cms.partnerships.reports import VIEW_USAGE
from cms.workflow.why import explain_live


@require_safe
@permission_required(VIEW_USAGE)
def document_view(request: HttpRequest, document_id: uuid.UUID) -> HttpResponse:
    """Show one document to whoever may see who shows what. Errors: Http404 for what was never in the feed."""
    type_name, locale, page = _found(document_id)
    title = str(page.title) if page is not None else title_of_deleted(document_id)
    may_edit = page is not None and page.permissions_for_user(request.user).can_edit()
    live = explain_live(page) if page is not None and registry.for_model(type(page)) is not None else None
    is_on_site = live is not None and any(one.is_shown for one in live.answers if one.viewer.audience is Audience.OWN)
    context: dict[str, Any] = {
        "kind": kind_of_one(type_name),
        "language": locale,
        "document_id": document_id,
        "edit_url": reverse("wagtailadmin_pages:edit", args=[page.pk]) if page is not None and may_edit else "",
        "site_url": (page.full_url or "") if page is not None and is_on_site else "",
        "holders": holders_of_document(document_id),
        "live": live,
        "may_see_partners": request.user.has_perm(VIEW),
        "title": title,
        "page_title": title,
        "header_title": title,
        "header_icon": "view",
        "breadcrumbs_items": [
            {"url": reverse("wagtailadmin_home"), "label": _("Home")},
            {"url": reverse("partners:overview"), "label": _("Who shows what")},
            {"url": "", "label": title},
        ],
    }
    return render(request, "partnerships/document.html", context)


def _found(document_id: uuid.UUID) -> tuple[str, str, Page | None]:
    """Return a document's type, its language and its page, None once it was deleted."""
    row = of_pages().filter(document_id=document_id).values_list("type", "locale", "page_id").first()
    if row is not None:
        page = Page.objects.filter(pk=row[2]).first()
        return row[0], row[1], page.specific if page is not None else None
    kind = PartnerCopy.objects.filter(document_id=document_id).values_list("type", flat=True).first()
    if kind is None:
        raise Http404
    return kind, "", None
