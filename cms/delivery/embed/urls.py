"""Addresses of what other people's pages embed, under /embed/."""

from __future__ import annotations

from django.urls import path, re_path

from cms.delivery.embed import pages, scripts
from cms.delivery.face import face

app_name = "embed"
urlpatterns = [
    path("v1.js", face("text/javascript", "application/javascript")(scripts.elements_view), name="elements"),
    path("resize.js", face("text/javascript", "application/javascript")(scripts.resize_view), name="resize"),
    path("<slug:plural>", face("text/html")(pages.list_frame), name="list"),
    path("<slug:plural>/<str:id_or_slug>", face("text/html")(pages.card_frame), name="card"),
    re_path(r"", face("text/html")(pages.nothing_here)),
]
