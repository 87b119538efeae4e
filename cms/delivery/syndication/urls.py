"""Addresses of the feeds: `/feeds` and `/feeds/{plural}.{format}`."""

from __future__ import annotations

from django.urls import path

from cms.delivery.face import face
from cms.delivery.syndication import atom, json_feed, rss
from cms.delivery.syndication.index import index_view
from cms.delivery.syndication.views import feed_view

app_name = "syndication"

urlpatterns = [
    path("feeds", face()(index_view), name="index"),
    path(
        "feeds/<slug:plural>.rss",
        face(*rss.MEDIA_TYPES)(feed_view(rss.rss, f"{rss.MEDIA_TYPES[0]}; charset=utf-8")),
        name="rss",
    ),
    path(
        "feeds/<slug:plural>.atom",
        face(*atom.MEDIA_TYPES)(feed_view(atom.atom, f"{atom.MEDIA_TYPES[0]}; charset=utf-8")),
        name="atom",
    ),
    path(
        "feeds/<slug:plural>.json",
        face(*json_feed.MEDIA_TYPES)(feed_view(json_feed.json_feed, json_feed.MEDIA_TYPES[0])),
        name="json",
    ),
]
