"""Public addresses of this room; mounted inside the language patterns."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, include, path, re_path
from django.utils.translation import gettext_lazy as _

from cms.partnerships import guide_views, open_builder, public_views

app_name = "partnerships"
# Translators: parts of addresses, in small letters without accents.
pages = [
    path("", public_views.start, name="start"),
    path(_("link/<str:token>/"), public_views.enter, name="enter"),
    path(_("leave/"), public_views.leave, name="leave"),
    # Not the name of a section: that is where a partner builds with its key.
    path(_("integrate/"), open_builder.build, name="open_builder"),
    path(_("integrate/preview/"), open_builder.preview, name="open_preview"),
    path(_("guides/"), guide_views.index, name="guides"),
    path(_("guides/") + "examples.zip", guide_views.examples, name="examples"),
    path(_("guides/<slug:name>/"), guide_views.guide, name="guide"),
    # Last: the sections name themselves, each the same in every language.
    re_path(r"^(?P<section>[a-z-]+)/(?P<rest>.*)$", public_views.partner_section, name="section"),
]
urlpatterns: list[URLPattern | URLResolver] = [path(_("partners/"), include(pages))]
