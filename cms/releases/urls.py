"""The one public address of this room; mounted at the root, outside the languages."""

from __future__ import annotations

from django.urls import path

from cms.releases import feed_views

app_name = "releases"
urlpatterns = [path("calendrier/<str:token>.ics", feed_views.calendar_feed, name="calendar_feed")]
