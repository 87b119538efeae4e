"""The embed builder for everybody: a public page of the site, without a key and without a login, for the open data."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from cms.partnerships.builder import TEMPLATE, builder_context, preview_page
from cms.partnerships.builder_form import Builder, read_builder
from cms.partnerships.headers import public
from cms.partnerships.languages import switch

BASE = "partnerships/open_base.html"


@require_safe
@public
def build(request: HttpRequest) -> HttpResponse:
    """Show the builder to whoever comes."""
    context = {
        "base": BASE,
        "page_title": _("Show our documents on your site"),
        "head": {"languages": switch(request, "partnerships:open_builder")},
        **builder_context(request, _builder(request), reverse("partnerships:open_preview")),
    }
    return render(request, TEMPLATE, context)


@require_safe
@public
def preview(request: HttpRequest) -> HttpResponse:
    """Show the neutral page on which a choice is seen live. Errors: Http404 where there is nothing to show."""
    return preview_page(request, _builder(request))


def _builder(request: HttpRequest) -> Builder | None:
    return read_builder(request.GET, None, request.build_absolute_uri("/"))
