"""Addresses of the sandbox's own pages, under /sandbox; the faces stand beside them (cms/delivery/urls.py)."""

from __future__ import annotations

from django.urls import path

from cms.delivery.face import face
from cms.delivery.sandbox.page import page_view, to_page
from cms.delivery.sandbox.playing import play_view, rewind_view
from cms.delivery.sandbox.site import site_view

_PAGES = ("text/html", "application/json")
app_name = "sandbox_pages"
urlpatterns = [
    path("sandbox", face("text/html")(to_page)),
    path("sandbox/", face("text/html")(page_view), name="page"),
    path("sandbox/play", face(*_PAGES, also=("POST",))(play_view), name="play"),
    path("sandbox/rewind", face(*_PAGES, also=("POST",))(rewind_view), name="rewind"),
    path("sandbox/site/<path:rest>", face("text/html")(site_view), name="site"),
]
