"""The embed builder: choose, see it live, copy. One section for both sides of the desk, and a page for everybody.

Works as a plain form; its script only spares the button. What is chosen is in the address and nowhere else.
"""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.shortcuts import render
from django.utils.safestring import mark_safe
from django.utils.translation import gettext_lazy as _

from cms.delivery.frame_style import style_hash
from cms.partners.origins import origin_of
from cms.partnerships import snippets
from cms.partnerships.builder_form import Builder, read_builder
from cms.partnerships.desk import Desk, Section, register_section, render_section

NAME, TEMPLATE = "embed", "partnerships/builder.html"
READING = ("GET", "HEAD")


def builder_view(request: HttpRequest, desk: Desk, rest: str) -> HttpResponse:
    """Show the builder, or the neutral page on which its choice is seen live."""
    if request.method not in READING:
        return HttpResponseNotAllowed(READING)
    if rest not in ("", "preview"):
        raise Http404
    builder = read_builder(request.GET, desk.partner, request.build_absolute_uri("/"))
    if rest == "preview":
        return preview_page(request, builder)
    context = builder_context(request, builder, desk.url(NAME, "preview"))
    return render_section(request, desk, NAME, TEMPLATE, context)


def builder_context(request: HttpRequest, builder: Builder | None, preview: str) -> dict[str, Any]:
    """Return what the builder's template shows. Shape: `preview` is the address of the page that shows its choice."""
    context: dict[str, Any] = {"builder": builder}
    if builder is not None:
        context |= _snippets(builder) | {"preview": f"{preview}?{request.GET.urlencode()}"}
    return context


def _snippets(builder: Builder) -> dict[str, str]:
    choice, items = builder.choice, builder.items
    origin = choice.site.rstrip("/")
    return {
        "element": snippets.element(choice, items),
        "reserve": snippets.reserve(choice),
        "frame": snippets.frame(choice),
        "fixed_frame": snippets.frame(choice, resizes=False),
        "links": snippets.links(choice, items),
        "addresses": snippets.addresses(items),
        "element_policy": f"script-src {origin}; connect-src {origin}; img-src {origin}",
        "frame_policy": f"frame-src {origin}; script-src {origin}",
    }


def preview_page(request: HttpRequest, builder: Builder | None) -> HttpResponse:
    """Return a page of nobody's with the snippet as it is copied, under the policy that we ask partners for.

    Shape: without the key, which is not kept here: what is seen is the open data. Errors: Http404 for no builder.
    """
    if builder is None:
        raise Http404
    choice = builder.choice
    open_choice = snippets.Choice(**{**choice.__dict__, "has_key": False})
    is_frame = next(option.value for option in builder.shown_as if option.is_chosen) == "frame"
    code = snippets.frame(open_choice) if is_frame else snippets.element(open_choice, builder.items)
    # The snippet escapes every text it holds.
    context = {"code": mark_safe(code), "choice": choice}  # noqa: S308
    response = render(request, "partnerships/builder_preview.html", context)
    ours = " ".join(sorted({"'self'", *_picture_origins(builder)}))
    rule = style_hash(snippets.room_style(open_choice))
    response["Content-Security-Policy"] = (
        f"default-src 'none'; script-src 'self'; connect-src 'self'; img-src {ours}; frame-src 'self'; "
        f"style-src 'self' '{rule}'; base-uri 'none'; form-action 'none'; frame-ancestors 'self'"
    )
    response["X-Frame-Options"] = "SAMEORIGIN"
    return response


def _picture_origins(builder: Builder) -> set[str]:
    return {origin_of(item["image"]["url"]) for item in builder.items if item["image"]} - {""}


register_section(Section(NAME, _("Embed"), builder_view, order=60, icon="code"))
